package io.gatehouse.control.aws;

import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.registry.CertificateAuthorities;

/** The code by which the owner of an authority shows that its key is theirs. The audit trail does not have it. */
final class RegistrationCodeOperations implements OperationGroup {
    private final CertificateAuthorities authorities;
    private final Arns arns;
    private final RegistryAnswers answers;

    RegistrationCodeOperations(CertificateAuthorities authorities, Arns arns, RegistryAnswers answers) {
        this.authorities = authorities;
        this.arns = arns;
        this.answers = answers;
    }

    @Override
    public void addTo(Handlers.Builder handlers) {
        handlers.change("GetRegistrationCode", _ -> subject(), this::get)
                .change("DeleteRegistrationCode", _ -> subject(), this::delete);
    }

    private Subject subject() {
        return new Subject(arns.registrationCode(), () -> null);
    }

    private JsonObject get(Call call) {
        return JsonValue.object()
                .put("registrationCode", answers.done(authorities.registrationCode()))
                .build();
    }

    private JsonObject delete(Call call) {
        answers.done(authorities.deleteRegistrationCode());
        return RegistryAnswers.NOTHING;
    }
}
