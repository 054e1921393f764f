package io.gatehouse.remote;

import io.gatehouse.control.CertificateApi;
import io.gatehouse.control.Page;
import io.gatehouse.control.Refusal;
import io.gatehouse.control.SideBySide;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.ObjectBuilder;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** Device certificates. What stands in one is read here, from its PEM: AWS's API tells little of it. */
final class RemoteCertificates {
    private static final String CERTIFICATES = "certificates";
    /** Of an id, so that it says which. */
    private static final int SHORTEST_ID = 8;

    private static final int MOST_SHOWN = 1000;

    private final ControlPlaneCalls calls;
    private final RemoteList list;

    RemoteCertificates(ControlPlaneCalls calls) {
        this.calls = calls;
        this.list = new RemoteList(
                calls, RemoteList.Style.MARKER, ApiRequest.get(CERTIFICATES), CERTIFICATES, "certificateId");
    }

    void addTo(RemoteOperations operations) {
        operations
                .add(CertificateApi.REGISTER, this::register)
                .add(CertificateApi.SET_STATUS, this::setStatus)
                .add(CertificateApi.LIST, this::list)
                .add(CertificateApi.DESCRIBE, id -> detail(wholeId(id.id())));
    }

    /** One that a registered authority signed is registered as its; any other by itself, as beside the broker. */
    private CertificateApi.View register(CertificateApi.Register request) {
        if (request.thing() != null) { // looked at first, so that a wrong name leaves nothing half done
            calls.send(ApiRequest.get("things", request.thing()));
        }
        if (request.policy() != null) {
            calls.send(ApiRequest.get("policies", request.policy()));
        }
        ObjectBuilder body = JsonValue.object()
                .put("certificatePem", request.pem())
                .put("status", request.active() ? "ACTIVE" : "INACTIVE");
        Members registered;
        try {
            registered = calls.send(ApiRequest.post("certificate", "register").body(body));
        } catch (CallFailed refused) {
            if (!isOfNoAuthority(refused)) {
                throw refused;
            }
            registered =
                    calls.send(ApiRequest.post("certificate", "register-no-ca").body(body));
        }
        String id = registered.text("certificateId");
        String arn = registered.text("certificateArn");
        try {
            if (request.thing() != null) {
                calls.send(
                        ApiRequest.put("things", request.thing(), "principals").header("x-amzn-principal", arn));
            }
            if (request.policy() != null) {
                calls.send(ApiRequest.put("target-policies", request.policy())
                        .body(JsonValue.object().put("target", arn)));
            }
        } catch (CallFailed failed) {
            throw failed.after("certificate " + id + " is registered, and not attached as asked");
        }
        return view(id);
    }

    /**
     * What RegisterCertificate answers of a certificate that no registered authority signed, and of one that is wrong:
     * of the latter the second request says the same. Signed by an inactive authority is another answer, and stays one.
     */
    private static boolean isOfNoAuthority(CallFailed refused) {
        return refused.reason() instanceof CallFailed.Reason.Refused(var code, var _) && code == Refusal.Code.INVALID;
    }

    private CertificateApi.View setStatus(CertificateApi.SetStatus request) {
        String id = wholeId(request.id());
        setStatus(id, request.status().name());
        return view(id);
    }

    void setStatus(String id, String status) {
        calls.send(ApiRequest.put(CERTIFICATES, id).query("newStatus", status));
    }

    private CertificateApi.Listing list(Page page) {
        RemoteList.Found found = list.page(page);
        List<String> ids =
                found.items().stream().map(item -> item.text("certificateId")).toList();
        return new CertificateApi.Listing(SideBySide.each(ids, this::view), found.next());
    }

    CertificateApi.View view(String id) {
        Members description = describe(id);
        X509Certificate certificate = certificate(description);
        return new CertificateApi.View(
                id,
                description.text("status"),
                certificate.getSubjectX500Principal().getName(),
                certificate.getNotAfter().toInstant(),
                things(description.text("certificateArn")));
    }

    private CertificateApi.Detail detail(String id) {
        Members description = describe(id);
        X509Certificate certificate = certificate(description);
        String arn = description.text("certificateArn");
        List<String> things = things(arn);
        return new CertificateApi.Detail(
                id,
                description.text("status"),
                certificate.getSubjectX500Principal().getName(),
                certificate.getIssuerX500Principal().getName(),
                certificate.getSerialNumber().toString(16),
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant(),
                description.instant("creationDate"),
                description.instant("lastModifiedDate"),
                description.optionalText("caCertificateId"),
                things,
                policies(arn, false),
                groupPolicies(things),
                List.of(), // what issuers say, the broker alone knows
                description.text("certificatePem"));
    }

    private Members describe(String id) {
        return calls.send(ApiRequest.get(CERTIFICATES, id)).inside("certificateDescription");
    }

    String arn(String id) {
        return describe(id).text("certificateArn");
    }

    private static X509Certificate certificate(Members description) {
        return x509(description.text("certificatePem"));
    }

    /** What the control plane answered as a certificate. */
    static X509Certificate x509(String pem) {
        try {
            var in = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        } catch (CertificateException e) {
            throw CallFailed.notReachable(
                    "the answer has a certificate that is no X.509 certificate in PEM", "read the broker's log");
        }
    }

    private List<String> things(String arn) {
        return RemoteList.texts(
                calls,
                RemoteList.Style.TOKEN,
                ApiRequest.get("principals", "things").header("x-amzn-principal", arn),
                "things",
                MOST_SHOWN);
    }

    /** Names of the policies that are attached to a certificate or group. */
    private List<String> policies(String arn, boolean recursive) {
        ApiRequest request = ApiRequest.post("attached-policies", arn).query("recursive", Boolean.toString(recursive));
        return new RemoteList(calls, RemoteList.Style.MARKER, request, "policies", "policyName")
                .first(MOST_SHOWN).stream()
                        .map(policy -> policy.text("policyName"))
                        .toList();
    }

    private List<String> groupPolicies(List<String> things) {
        TreeSet<String> names = new TreeSet<>();
        for (String thing : things) {
            for (Members group : groupsOf(thing)) {
                names.addAll(policies(group.text("groupArn"), true));
            }
        }
        return List.copyOf(names);
    }

    List<Members> groupsOf(String thing) {
        return new RemoteList(
                        calls,
                        RemoteList.Style.TOKEN,
                        ApiRequest.get("things", thing, "thing-groups"),
                        "thingGroups",
                        "groupName")
                .first(MOST_SHOWN);
    }

    /** The one id that is, or begins with, {@code id}. */
    String wholeId(String id) {
        return wholeId(list, "certificate", "certificateId", id);
    }

    static String wholeId(RemoteList list, String noun, String key, String id) {
        if (ControlPlaneCalls.isWholeId(id)) {
            return id.toLowerCase(Locale.ROOT);
        }
        List<Members> found = id.length() < SHORTEST_ID
                ? List.of()
                : list.page(new Page(id, null, 2)).items();
        return switch (found.size()) {
            case 1 -> found.getFirst().text(key);
            case 0 ->
                throw CallFailed.refused(
                        Refusal.Code.NOT_FOUND,
                        noun + " id: " + id + " (expected: one that is registered, " + SHORTEST_ID
                                + " to 64 characters of it)");
            default ->
                throw CallFailed.refused(
                        Refusal.Code.INVALID,
                        noun + " id: " + id + " (expected: the beginning of one id; several begin so)");
        };
    }
}
