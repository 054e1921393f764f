package io.gatehouse.control;

/** Live connections: see them, end them. Any thread. */
public final class Connections {
    private final LiveConnections live;

    public Connections(LiveConnections live) {
        this.live = live;
    }

    void addTo(Administration.Builder operations) {
        operations
                .add(ConnectionApi.LIST, page -> list(page, false))
                .add(ConnectionApi.SHARED, page -> list(page, true))
                .add(ConnectionApi.DESCRIBE, this::describe)
                .add(ConnectionApi.KICK, this::kick);
    }

    private Outcome<ConnectionApi.Listing> list(Page page, boolean sharedOnly) {
        String prefix = page.prefix() == null ? "" : page.prefix();
        Page.Cut<ConnectionView> cut =
                page.cut(live.list(prefix, page.after(), page.max() + 1, sharedOnly), ConnectionView::clientId);
        return Outcome.done(new ConnectionApi.Listing(cut.items(), cut.next()));
    }

    Outcome<ConnectionView> describe(ConnectionApi.Client client) {
        ConnectionView view = live.describe(client.clientId());
        return view == null ? notConnected("no connection to describe", client) : Outcome.done(view);
    }

    Outcome<ConnectionApi.Client> kick(ConnectionApi.Client client) {
        return live.kick(client.clientId()) ? Outcome.done(client) : notConnected("nothing was ended", client);
    }

    private static <R> Outcome<R> notConnected(String what, ConnectionApi.Client client) {
        return Outcome.refused(
                Refusal.Code.NOT_FOUND,
                what,
                "clientId: " + client.clientId() + " (expected: one that is connected)",
                "list the connected ones: ./gatehouse conn ls");
    }
}
