package io.gatehouse.manifest;

import io.gatehouse.control.Answer;
import io.gatehouse.control.AuthorityApi;
import io.gatehouse.control.BillingGroupApi;
import io.gatehouse.control.CertificateApi;
import io.gatehouse.control.GroupApi;
import io.gatehouse.control.Operation;
import io.gatehouse.control.OperationClient;
import io.gatehouse.control.Page;
import io.gatehouse.control.PolicyApi;
import io.gatehouse.control.ProvisioningTemplateApi;
import io.gatehouse.control.Refusal;
import io.gatehouse.control.TagApi;
import io.gatehouse.control.ThingApi;
import io.gatehouse.control.TypeApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a broker has now. Asked anew each time, but for whether something is there. Any thread. */
final class Live {
    private final OperationClient broker;
    private final Map<Resource.Key, Boolean> there = new ConcurrentHashMap<>();
    private final Map<String, Boolean> dynamic = new ConcurrentHashMap<>();

    Live(OperationClient broker) {
        this.broker = broker;
    }

    /** @return {@code null} where there is none */
    private <Q extends Record, R extends Record> @Nullable R find(Operation<Q, R> operation, Q request) {
        Answer<R> answer = broker.call(operation, request);
        return answer instanceof Answer.Refused<R>(Refusal refusal) && refusal.code() == Refusal.Code.NOT_FOUND
                ? null
                : Unanswered.done(answer);
    }

    TypeApi.@Nullable View type(String name) {
        return find(TypeApi.DESCRIBE, new TypeApi.Name(name));
    }

    PolicyApi.@Nullable View policy(String name) {
        return find(PolicyApi.GET, new PolicyApi.Name(name));
    }

    GroupApi.@Nullable Detail group(String name) {
        return find(GroupApi.DESCRIBE, new GroupApi.Name(name));
    }

    BillingGroupApi.@Nullable View billingGroup(String name) {
        return find(BillingGroupApi.DESCRIBE, new BillingGroupApi.Name(name));
    }

    ProvisioningTemplateApi.@Nullable View template(String name) {
        return find(ProvisioningTemplateApi.DESCRIBE, new ProvisioningTemplateApi.Name(name));
    }

    AuthorityApi.@Nullable Detail authority(String id) {
        return find(AuthorityApi.DESCRIBE, new AuthorityApi.Id(id));
    }

    /** None of what is not there. */
    Map<String, String> tags(TagApi.Noun noun, String name) {
        TagApi.View found = find(TagApi.LIST, new TagApi.Tagged(noun, name));
        return found == null ? Map.of() : found.tags();
    }

    /** A group stays of its kind, so each is asked once. */
    boolean isDynamic(String group) {
        Boolean known = dynamic.get(group);
        if (known == null) {
            GroupApi.Detail found = group(group);
            known = found != null && found.query() != null;
            dynamic.put(group, known);
        }
        return known;
    }

    /** Those of these groups into which a thing was put: a dynamic one has it by its query. */
    List<String> staticOnes(List<String> groups) {
        return groups.stream().filter(group -> !isDynamic(group)).toList();
    }

    CertificateApi.@Nullable Detail certificate(String id) {
        return find(CertificateApi.DESCRIBE, new CertificateApi.Id(id));
    }

    ThingApi.@Nullable Detail thing(String name) {
        return find(ThingApi.DESCRIBE, new ThingApi.Name(name));
    }

    boolean has(Resource.Key key) {
        Boolean known = there.get(key);
        if (known == null) {
            known = switch (key.kind()) {
                case THING_TYPE -> type(key.name()) != null;
                case POLICY -> policy(key.name()) != null;
                case THING_GROUP -> group(key.name()) != null;
                case BILLING_GROUP -> billingGroup(key.name()) != null;
                case PROVISIONING_TEMPLATE -> template(key.name()) != null;
                case CA_CERTIFICATE -> authority(key.name()) != null;
                case CERTIFICATE -> certificate(key.name()) != null;
                case THING -> thing(key.name()) != null;
            };
            there.put(key, known);
        }
        return known;
    }

    /** All names of a kind, in order. */
    List<String> names(Resource.Kind kind) {
        return switch (kind) {
            case THING_TYPE -> all(TypeApi.LIST, TypeApi.Listing::types, TypeApi.View::name, TypeApi.Listing::next);
            case POLICY ->
                all(PolicyApi.LIST, PolicyApi.Listing::policies, PolicyApi.Summary::name, PolicyApi.Listing::next);
            case THING_GROUP ->
                all(GroupApi.LIST, GroupApi.Listing::groups, GroupApi.View::name, GroupApi.Listing::next);
            case BILLING_GROUP ->
                all(
                        BillingGroupApi.LIST,
                        BillingGroupApi.Listing::groups,
                        BillingGroupApi.View::name,
                        BillingGroupApi.Listing::next);
            case PROVISIONING_TEMPLATE ->
                all(
                        ProvisioningTemplateApi.LIST,
                        ProvisioningTemplateApi.Listing::templates,
                        ProvisioningTemplateApi.Name::name,
                        ProvisioningTemplateApi.Listing::next);
            case CA_CERTIFICATE ->
                all(
                        AuthorityApi.LIST,
                        AuthorityApi.Listing::authorities,
                        AuthorityApi.View::id,
                        AuthorityApi.Listing::next);
            case CERTIFICATE ->
                all(
                        CertificateApi.LIST,
                        CertificateApi.Listing::certificates,
                        CertificateApi.View::id,
                        CertificateApi.Listing::next);
            case THING -> all(ThingApi.LIST, ThingApi.Listing::things, ThingApi.View::name, ThingApi.Listing::next);
        };
    }

    private <L extends Record, T> List<String> all(
            Operation<Page, L> operation,
            Function<L, List<T>> items,
            Function<T, String> name,
            Function<L, @Nullable String> next) {
        List<String> names = new ArrayList<>();
        String after = null;
        do {
            L page = Unanswered.done(broker.call(operation, new Page(null, after, Page.MOST)));
            items.apply(page).forEach(item -> names.add(name.apply(item)));
            after = next.apply(page);
        } while (after != null);
        return names;
    }
}
