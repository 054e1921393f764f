package io.gatehouse.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class AddressTableTest {
    private static final int MAX_HERE = 3;
    private static final int MAX_IDLE = 100;

    private final TestClock clock = new TestClock();
    private final AddressTable table = new AddressTable(clock);

    private AddressTable.Entry enter(String address) {
        return Objects.requireNonNull(table.enter(InetAddress.ofLiteral(address), MAX_HERE), address);
    }

    private static String address(int number) {
        return "10." + (number >> 16 & 0xFF) + "." + (number >> 8 & 0xFF) + "." + (number & 0xFF);
    }

    @Test
    void an_address_has_so_many_places_and_gets_each_of_them_back() {
        List<AddressTable.Entry> here = new ArrayList<>();
        for (int i = 0; i < MAX_HERE; i++) {
            here.add(enter("192.0.2.1"));
        }
        assertThat(table.enter(InetAddress.ofLiteral("192.0.2.1"), MAX_HERE)).isNull();
        assertThat(table.enter(InetAddress.ofLiteral("192.0.2.2"), MAX_HERE)).isNotNull();

        table.leave(here.getFirst(), MAX_IDLE);

        assertThat(table.enter(InetAddress.ofLiteral("192.0.2.1"), MAX_HERE)).isNotNull();
    }

    @Test
    void a_host_with_all_addresses_of_an_ipv6_network_is_one() {
        for (int i = 0; i < MAX_HERE; i++) {
            enter("2001:db8:0:1::" + (i + 1));
        }

        assertThat(table.enter(InetAddress.ofLiteral("2001:db8:0:1:ffff::9"), MAX_HERE))
                .isNull();
        assertThat(table.enter(InetAddress.ofLiteral("2001:db8:0:2::1"), MAX_HERE))
                .isNotNull();
    }

    @Test
    void an_ipv4_address_is_the_same_in_the_clothes_of_ipv6() {
        for (int i = 0; i < MAX_HERE; i++) {
            enter("192.0.2.1");
        }

        assertThat(table.enter(InetAddress.ofLiteral("::ffff:192.0.2.1"), MAX_HERE))
                .isNull();
    }

    @Test
    void who_leaves_and_comes_back_finds_the_rate_as_it_was() {
        AddressTable.Entry first = enter("192.0.2.1");
        while (first.connects.take(1)) {
            // until the bucket is empty
        }
        table.leave(first, MAX_IDLE);

        assertThat(enter("192.0.2.1").connects.take(1)).isFalse();
    }

    @Test
    void who_has_gone_for_long_is_forgotten() {
        for (int i = 0; i < 50; i++) {
            AddressTable.Entry entry = enter(address(i));
            entry.connects.take(1);
            table.leave(entry, MAX_IDLE);
        }
        assertThat(table.size()).isEqualTo(50);

        clock.advance(10_000);
        IntStream.range(100, 125).forEach(i -> table.leave(enter(address(i)), MAX_IDLE));

        assertThat(table.size()).isZero();
    }

    @Test
    void a_million_addresses_that_come_and_go_are_remembered_up_to_the_bound() {
        int most = 0;
        for (int i = 0; i < 1_000_000; i++) {
            AddressTable.Entry entry = enter(address(i));
            entry.connects.take(1);
            table.leave(entry, MAX_IDLE);
            most = Math.max(most, table.size());
        }

        assertThat(most).isEqualTo(MAX_IDLE);
    }

    @Test
    void who_was_here_last_is_remembered_longest() {
        AddressTable.Entry early = enter("192.0.2.1");
        while (early.connects.take(1)) {
            // until the bucket is empty
        }
        table.leave(early, MAX_IDLE);
        for (int i = 0; i < MAX_IDLE - 1; i++) {
            AddressTable.Entry entry = enter(address(i));
            entry.connects.take(1);
            table.leave(entry, MAX_IDLE);
        }
        AddressTable.Entry again = enter("192.0.2.1");
        assertThat(again.connects.take(1)).isFalse();
        table.leave(again, MAX_IDLE); // the last one now

        for (int i = 0; i < MAX_IDLE - 1; i++) {
            AddressTable.Entry entry = enter(address(1000 + i));
            entry.connects.take(1);
            table.leave(entry, MAX_IDLE);
        }

        assertThat(enter("192.0.2.1").connects.take(1)).isFalse();
    }
}
