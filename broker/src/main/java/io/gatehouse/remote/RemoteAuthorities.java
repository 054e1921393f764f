package io.gatehouse.remote;

import io.gatehouse.control.AuthorityApi;
import io.gatehouse.control.Page;
import io.gatehouse.control.Refusal;
import io.gatehouse.control.SideBySide;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.ObjectBuilder;
import org.jspecify.annotations.Nullable;

/** Authorities whose devices may be registered. */
final class RemoteAuthorities {
    private static final String AUTHORITY = "cacertificate";
    private static final String CONFIG = "registrationConfig";

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
                .add(AuthorityApi.REGISTER, this::register)
                .add(AuthorityApi.LIST, this::list)
                .add(AuthorityApi.DESCRIBE, authority -> detail(wholeId(authority.id())))
                .add(AuthorityApi.UPDATE, this::update)
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

    /** AWS's API takes the mode DEFAULT with a proof only, which is said in words that lead somewhere. */
    private AuthorityApi.View register(AuthorityApi.Register request) {
        String verification = request.verificationPem();
        if (request.mode() == AuthorityApi.Mode.DEFAULT && verification == null) {
            throw CallFailed.refused(
                    Refusal.Code.INVALID,
                    "verificationCertificate: missing (expected: PEM of a certificate that this authority signed, with"
                            + " what aws iot get-registration-code answers here as its common name; a context cannot"
                            + " register in certificateMode DEFAULT without. Or write SNI_ONLY, or do it beside the"
                            + " broker, where no proof is asked for)");
        }
        ObjectBuilder body = JsonValue.object()
                .put("caCertificate", request.pem())
                .putIfPresent("verificationCertificate", verification)
                .put("certificateMode", request.mode().name());
        putConfig(body, request.config());
        return view(calls.send(ApiRequest.post(AUTHORITY)
                        .query("setAsActive", Boolean.toString(request.status() == AuthorityApi.Status.ACTIVE))
                        .query("allowAutoRegistration", Boolean.toString(request.autoRegistration()))
                        .body(body))
                .text("certificateId"));
    }

    private static void putConfig(ObjectBuilder body, AuthorityApi.@Nullable Config config) {
        if (config != null) {
            body.put(
                    CONFIG,
                    JsonValue.object()
                            .putIfPresent("templateName", config.templateName())
                            .putIfPresent("templateBody", config.templateBody())
                            .putIfPresent("roleArn", config.roleArn())
                            .build());
        }
    }

    private AuthorityApi.View update(AuthorityApi.Update request) {
        ApiRequest call = ApiRequest.put(AUTHORITY, request.id());
        if (request.status() != null) {
            call = call.query("newStatus", request.status().name());
        }
        if (request.autoRegistration() != null) {
            call = call.query("newAutoRegistrationStatus", request.autoRegistration() ? "ENABLE" : "DISABLE");
        }
        ObjectBuilder body = JsonValue.object();
        putConfig(body, request.config());
        if (request.removeConfig()) {
            body.put("removeAutoRegistration", true);
        }
        calls.send(call.body(body));
        return view(request.id());
    }

    private AuthorityApi.Detail detail(String id) {
        Members answer = calls.send(ApiRequest.get(AUTHORITY, id));
        Members description = answer.inside("certificateDescription");
        Members config = answer.maybeInside(CONFIG);
        var found = new AuthorityApi.Config(
                config.optionalText("templateName"),
                config.optionalText("templateBody"),
                config.optionalText("roleArn"));
        String pem = description.text("certificatePem");
        var certificate = RemoteCertificates.x509(pem);
        return new AuthorityApi.Detail(
                id,
                description.constant("status", AuthorityApi.Status.class),
                certificate.getSubjectX500Principal().getName(),
                certificate.getNotAfter().toInstant(),
                description.instant("creationDate"),
                description.constant("certificateMode", AuthorityApi.Mode.class),
                description.text("autoRegistrationStatus").equals("ENABLE"),
                found.templateName() == null && found.templateBody() == null ? null : found,
                pem);
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
