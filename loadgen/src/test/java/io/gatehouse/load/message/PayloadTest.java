package io.gatehouse.load.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.load.fleet.Attempt;
import io.gatehouse.load.message.Template.Values;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PayloadTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Stamp STAMP = new Stamp(9, 1, 33, 7);

    private static Values values(String client) {
        return new Values(4, client, 1000, STAMP, new Random(1));
    }

    private static Payload payload(Attempt<Payload> read) {
        assertThat(read).isInstanceOf(Attempt.Done.class);
        return ((Attempt.Done<Payload>) read).value();
    }

    @Test
    void octets_have_the_size_that_was_asked_for_and_the_stamp_in_front() {
        Payload payload = Payload.Filling.of(100, 1);

        assertThat(payload.of(values("a"))).hasSize(100);
        assertThat(Stamp.read(ByteBuffer.wrap(payload.of(values("a"))))).isEqualTo(STAMP);
    }

    @Test
    void a_text_without_a_place_for_the_stamp_is_refused_with_what_to_do() {
        Attempt<Payload> read = Payload.Text.of("21.5");

        assertThat(read).isInstanceOfSatisfying(Attempt.Failed.class, failed -> {
            assertThat(failed.problem().why()).contains("21.5").contains("%s");
        });
    }

    @Test
    void json_has_numbers_where_a_place_stands_alone_and_texts_elsewhere() throws IOException {
        Payload payload = payload(JsonText.of(JSON.readTree(
                "{\"id\":\"%c\",\"at\":\"%t\",\"n\":\"no %n\",\"deep\":[{\"i\":\"%i\"},true,null,1.5,\"%%\"]}")));

        JsonNode json = JSON.readTree(payload.of(values("lamp")));

        assertThat(json.path("id").textValue()).isEqualTo("lamp");
        assertThat(json.path("at").longValue()).isEqualTo(1000);
        assertThat(json.path("at").isNumber()).isTrue();
        assertThat(json.path("n").textValue()).isEqualTo("no 33");
        assertThat(json.path("deep").toString()).isEqualTo("[{\"i\":4},true,null,1.5,\"%\"]");
    }

    @Test
    void a_json_object_gets_a_member_for_the_stamp_unless_it_has_a_place() throws IOException {
        byte[] without = payload(JsonText.of(JSON.readTree("{\"a\":1}"))).of(values("a"));
        byte[] with =
                payload(JsonText.of(JSON.readTree("{\"trace\":\"x-%s\"}"))).of(values("a"));

        assertThat(JSON.readTree(without).path("_load").textValue()).hasSize(Stamp.CHARACTERS);
        assertThat(JSON.readTree(with).has("_load")).isFalse();
        assertThat(Stamp.read(ByteBuffer.wrap(without))).isEqualTo(STAMP);
        assertThat(Stamp.read(ByteBuffer.wrap(with))).isEqualTo(STAMP);
    }

    @Test
    void a_client_id_cannot_break_out_of_its_json_string() throws IOException {
        byte[] json = payload(JsonText.of(JSON.readTree("{\"id\":\"%c\"}"))).of(values("a\",\"admin\":\"x\n"));

        assertThat(JSON.readTree(json).path("id").textValue()).isEqualTo("a\",\"admin\":\"x\n");
        assertThat(JSON.readTree(json).has("admin")).isFalse();
    }

    @Test
    void a_member_name_is_no_template() throws IOException {
        Attempt<Payload> read = JsonText.of(JSON.readTree("{\"100%\":1}"));

        assertThat(JSON.readTree(payload(read).of(values("a"))).path("100%").intValue())
                .isEqualTo(1);
    }
}
