package io.gatehouse.remote;

import io.gatehouse.control.AuthorityApi;
import io.gatehouse.control.Page;
import io.gatehouse.control.SideBySide;
import io.gatehouse.json.JsonValue;

/** Authorities whose devices may be registered. */
final class RemoteAuthorities {
    private static final String AUTHORITY = "cacertificate";

    private final ControlPlaneCalls calls;
    private final RemoteList list;

    RemoteAuthorities(ControlPlaneCalls calls) {
        this.calls = calls;
        this.list = new RemoteList(
                calls, RemoteList.Style.MARKER, ApiRequest.get("cacertificates"), "certificates", "certificateId");
    }

    void addTo(RemoteOperations operations) {
        operations
                .add(AuthorityApi.ADD, this::add)
                .add(AuthorityApi.LIST, this::list)
                .add(AuthorityApi.SET_STATUS, this::setStatus)
                .add(AuthorityApi.REMOVE, this::remove);
    }

    /** In the mode that asks for no proof of its key: whoever may register authorities may be believed. */
    private AuthorityApi.View add(AuthorityApi.Add request) {
        return view(calls.send(ApiRequest.post(AUTHORITY)
                        .query("setAsActive", "true")
                        .body(JsonValue.object()
                                .put("caCertificate", request.pem())
                                .put("certificateMode", "SNI_ONLY")))
                .text("certificateId"));
    }

    private AuthorityApi.Listing list(Page page) {
        RemoteList.Found found = list.page(page);
        return new AuthorityApi.Listing(
                SideBySide.each(found.items(), item -> view(item.text("certificateId"))), found.next());
    }

    private AuthorityApi.View setStatus(AuthorityApi.SetStatus request) {
        String id = wholeId(request.id());
        setStatus(id, request.status().name());
        return view(id);
    }

    private void setStatus(String id, String status) {
        calls.send(ApiRequest.put(AUTHORITY, id).query("newStatus", status).body(JsonValue.object()));
    }

    // No active authority is deleted, so that two steps are needed to do it by mistake; here the operator named it and
    // said so. Interrupted in between, it is inactive, which is the safe half.
    private AuthorityApi.View remove(AuthorityApi.Id authority) {
        String id = wholeId(authority.id());
        AuthorityApi.View before = view(id);
        setStatus(id, AuthorityApi.Status.INACTIVE.name());
        calls.send(ApiRequest.delete(AUTHORITY, id));
        return before;
    }

    private String wholeId(String id) {
        return RemoteCertificates.wholeId(list, "authority", "certificateId", id);
    }

    private AuthorityApi.View view(String id) {
        Members description = calls.send(ApiRequest.get(AUTHORITY, id)).inside("certificateDescription");
        var certificate = RemoteCertificates.x509(description.text("certificatePem"));
        return new AuthorityApi.View(
                id,
                description.text("status"),
                certificate.getSubjectX500Principal().getName(),
                certificate.getNotAfter().toInstant(),
                description.instant("creationDate"));
    }
}
