package io.gatehouse.control;

import io.gatehouse.audit.Audit;
import io.gatehouse.audit.AuditCall;
import io.gatehouse.audit.Recording;
import io.gatehouse.operator.Bootstrap;
import io.gatehouse.operator.KeyUse;
import io.gatehouse.operator.NewAccessKey;
import io.gatehouse.operator.Operator;
import io.gatehouse.operator.OperatorResult;
import io.gatehouse.operator.Operators;
import io.gatehouse.registry.Registry;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Operators: make, look at, change, delete. Every change is in the audit log before its caller hears of it; where the
 * log cannot be written nothing is changed. Blocks for store and log; virtual threads.
 */
public final class OperatorAccounts {
    /** Who may use the admin socket may read the data folder: the user who runs the broker, and nobody by name. */
    private static final String OWNER = "owner of the data folder";

    private static final String ADMIN_SOCKET = "admin socket";

    /** Of the token that makes the first operator. */
    private static final String TOKEN_HOLDER = "holder of the bootstrap token";

    private final Operators operators;
    private final Registry registry;
    private final Audit audit;
    /** One change at a time, so that what is recorded as before and after is of this one. */
    private final ReentrantLock changing = new ReentrantLock();

    /** @param registry whose policies operators may have */
    public OperatorAccounts(Operators operators, Registry registry, Audit audit) {
        this.operators = operators;
        this.registry = registry;
        this.audit = audit;
    }

    void addTo(Administration.Builder routes) {
        routes.add(OperatorApi.CREATE, this::create)
                .add(OperatorApi.LIST, _ -> Outcome.done(list()))
                .add(OperatorApi.DISABLE, this::disable)
                .add(OperatorApi.GRANT, this::grant)
                .add(OperatorApi.DELETE, this::delete)
                .add(OperatorApi.ROTATE, this::rotate)
                .add(OperatorApi.RETIRE, this::retire)
                .add(OperatorApi.TRUST, this::trust)
                .add(OperatorApi.ATTACH, this::attach);
    }

    private OperatorApi.Listing list() {
        return new OperatorApi.Listing(operators.list().stream().map(this::view).toList());
    }

    private Outcome<OperatorApi.Key> create(OperatorApi.Create request) {
        return recorded(
                new Change("CreateOperator", request.name(), "operator " + request.name() + " was not created"),
                () -> operators.create(request.name(), request.role().role()),
                OperatorAccounts::key);
    }

    private Outcome<OperatorApi.View> disable(OperatorApi.Disable request) {
        return recorded(
                new Change(
                        request.undo() ? "EnableOperator" : "DisableOperator",
                        request.name(),
                        "operator " + request.name() + " was not changed"),
                () -> operators.setDisabled(request.name(), !request.undo()),
                this::view);
    }

    private Outcome<OperatorApi.View> grant(OperatorApi.Grant request) {
        return recorded(
                new Change("SetOperatorRole", request.name(), "operator " + request.name() + " was not changed"),
                () -> operators.setRole(request.name(), request.role().role()),
                this::view);
    }

    private Outcome<OperatorApi.View> delete(OperatorApi.Name request) {
        return recorded(
                new Change("DeleteOperator", request.name(), "operator " + request.name() + " was not deleted"),
                () -> operators.delete(request.name()),
                this::view);
    }

    private Outcome<OperatorApi.Key> rotate(OperatorApi.Name request) {
        return recorded(
                new Change("CreateAccessKey", request.name(), "operator " + request.name() + " has no new access key"),
                () -> operators.addKey(request.name()),
                OperatorAccounts::key);
    }

    private Outcome<OperatorApi.View> retire(OperatorApi.Retire request) {
        return recorded(
                new Change("DeleteAccessKey", request.name(), "the access key was not taken away"),
                () -> operators.removeKey(request.name(), request.accessKeyId()),
                this::view);
    }

    private Outcome<OperatorApi.View> trust(OperatorApi.Trust request) {
        return recorded(
                new Change(
                        request.undo() ? "RemoveOperatorCertificate" : "AddOperatorCertificate",
                        request.name(),
                        "the certificates of operator " + request.name() + " were not changed"),
                () -> request.undo()
                        ? operators.removeCertificate(request.name(), request.sha256())
                        : operators.addCertificate(request.name(), request.sha256()),
                this::view);
    }

    private Outcome<OperatorApi.View> attach(OperatorApi.Attach request) {
        return recorded(
                new Change(
                        request.undo() ? "DetachOperatorPolicy" : "AttachOperatorPolicy",
                        request.name(),
                        "the policies of operator " + request.name() + " were not changed"),
                () -> request.undo()
                        ? operators.detachPolicy(request.name(), request.policy())
                        : attached(request.name(), request.policy()),
                this::view);
    }

    private OperatorResult<Operator> attached(String name, String policy) {
        return registry.policy(policy) == null
                ? OperatorResult.refused(
                        OperatorResult.Problem.NOT_FOUND,
                        "policy " + policy + " does not exist",
                        "see which there are: gatehouse policy ls")
                : operators.attachPolicy(name, policy);
    }

    /**
     * The first operator, for the holder of a token.
     *
     * @param from where the holder is, as the audit log writes it
     */
    Outcome<OperatorApi.Key> first(Bootstrap bootstrap, String token, String name, String from) {
        return recorded(
                new Change(TOKEN_HOLDER, from, "CreateOperator", name, "operator " + name + " was not created"),
                () -> bootstrap.redeem(token, name),
                OperatorAccounts::key);
    }

    /** @param what the beginning of the sentence where it was not done */
    private record Change(String caller, String from, String operation, String name, String what) {
        /** By somebody beside the broker. */
        Change(String operation, String name, String what) {
            this(OWNER, ADMIN_SOCKET, operation, name, what);
        }
    }

    private <T, R> Outcome<R> recorded(Change change, Supplier<OperatorResult<T>> step, Function<T, R> shape) {
        changing.lock();
        try {
            return changed(change, step, shape);
        } finally {
            changing.unlock();
        }
    }

    private <T, R> Outcome<R> changed(Change change, Supplier<OperatorResult<T>> step, Function<T, R> shape) {
        String broken = audit.problem();
        if (broken != null) {
            return Outcome.refused(
                    Refusal.Code.FAILED, change.what(), broken, "look at the disk, and restart the broker");
        }
        String before = digest(operators.find(change.name()));
        OperatorResult<T> result = step.get();
        String name = switch (result) {
            case OperatorResult.Done<T> _ -> "ok";
            case OperatorResult.Refused<T> refused -> refused.problem().name();
        };
        Recording recording = audit.record(new AuditCall(
                change.caller(),
                change.from(),
                change.operation(),
                "operator/" + change.name(),
                before,
                digest(operators.find(change.name())),
                name));
        return switch (result) {
            case OperatorResult.Done<T>(T value) ->
                recording instanceof Recording.NotRecorded(String problem)
                        ? Outcome.refused(
                                Refusal.Code.FAILED,
                                "it was done, and is not in the audit log",
                                problem,
                                "look at the disk, restart the broker, and see what is: gatehouse operator ls")
                        : Outcome.done(shape.apply(value));
            case OperatorResult.Refused<T> refused ->
                Outcome.refused(code(refused.problem()), change.what(), refused.why(), refused.whatToDo());
        };
    }

    private static Refusal.Code code(OperatorResult.Problem problem) {
        return switch (problem) {
            case INVALID -> Refusal.Code.INVALID;
            case NOT_FOUND -> Refusal.Code.NOT_FOUND;
            case ALREADY_EXISTS -> Refusal.Code.ALREADY_EXISTS;
            case LIMIT_EXCEEDED -> Refusal.Code.LIMIT_EXCEEDED;
            case NOT_AUTHORISED -> Refusal.Code.FORBIDDEN;
            case FAILED -> Refusal.Code.FAILED;
        };
    }

    /** Of what may be seen of an operator, without its last uses: those change by themselves. */
    private static @Nullable String digest(@Nullable Operator operator) {
        return operator == null ? null : Audit.digest(AdminJson.bytes(view(operator, _ -> null)));
    }

    private OperatorApi.View view(Operator operator) {
        return view(operator, operators::lastUse);
    }

    private static OperatorApi.View view(Operator operator, Function<String, @Nullable KeyUse> lastUse) {
        List<OperatorApi.KeyView> keys = operator.keyViews().stream()
                .map(key -> {
                    KeyUse use = lastUse.apply(key.id());
                    return new OperatorApi.KeyView(
                            key.id(), key.createdAt(), use == null ? null : use.at(), use == null ? null : use.from());
                })
                .toList();
        return new OperatorApi.View(
                operator.name(),
                operator.role().name(),
                operator.disabled(),
                keys,
                operator.certificates(),
                operator.policies(),
                operator.createdAt());
    }

    private static OperatorApi.Key key(NewAccessKey key) {
        return new OperatorApi.Key(key.operator(), key.id(), key.secret());
    }
}
