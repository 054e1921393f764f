package io.gatehouse.migration;

import io.gatehouse.migration.ConversionNote.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Mosquitto's access control file as policies: one for each user, one of the patterns, one for clients without a user
 * name.
 *
 * <p><b>What differs between the languages.</b> A policy compares texts, and its {@code *} takes slashes along. So a
 * filter with {@code +} becomes an Allow with {@code *} and a Deny of what has more levels; where such a Deny would hit
 * what another line allows, the line is left out. And a Deny always wins, while Mosquitto never asks a pattern about
 * what the lines of the user allow. {@link ConversionOptions#wider} turns the first around.
 */
public final class MosquittoConversion {
    private static final int LONGEST_NAME = 128;

    private final ConversionOptions options;
    private final List<ConversionNote> notes = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    private MosquittoConversion(ConversionOptions options) {
        this.options = options;
    }

    /** @param acl the text of the file */
    public static Conversion convert(String acl, ConversionOptions options) {
        return switch (AclReader.read(acl)) {
            case AclParse.Malformed(var problems) -> new Conversion.Malformed(problems);
            case AclParse.Parsed(AclFile file, var notes) -> new MosquittoConversion(options).convert(file, notes);
        };
    }

    private Conversion convert(AclFile file, List<ConversionNote> read) {
        notes.addAll(read);
        List<AclRule> patterns = said(file.patterns());
        List<List<AclRule>> users =
                file.users().values().stream().map(this::said).toList();
        List<AclRule> withoutUser = said(file.withoutUser());

        List<AclRule> ofAnyUser = new ArrayList<>(withoutUser);
        users.forEach(ofAnyUser::addAll);
        List<AclRule> everybody = expressible(patterns, ofAnyUser);
        patternDenials(everybody, ofAnyUser);

        List<ConvertedPolicy> policies = new ArrayList<>();
        int at = 0;
        for (Map.Entry<String, List<AclRule>> user : file.users().entrySet()) {
            List<AclRule> rules = expressible(users.get(at++), everybody);
            if (!rules.isEmpty()) {
                policies.add(policy(
                        name("mosquitto-user-" + user.getKey()),
                        "the certificates of user " + user.getKey(),
                        rules,
                        PolicyText.literal(user.getKey())));
            }
        }
        String self = options.userName().reference();
        if (!everybody.isEmpty()) {
            policies.add(policy(name("mosquitto-patterns"), "every certificate with a user name", everybody, self));
        }
        List<AclRule> nobodys = expressible(withoutUser, everybody);
        everybody.stream().filter(rule -> !rule.filter().namesUser()).forEach(nobodys::add);
        if (!file.withoutUser().isEmpty() && !nobodys.isEmpty()) {
            policies.add(policy(
                    name("mosquitto-without-user"), "the certificates of clients without a user name", nobodys, self));
            notes.add(new ConversionNote(
                    Kind.WITHOUT_USER,
                    file.withoutUser().getFirst().line(),
                    "lines before the first user count for clients without a user name only; here every client has a"
                            + " certificate",
                    "attach mosquitto-without-user, and no other, to the certificates that had no user name, if there"
                            + " are any"));
        }
        if (!policies.isEmpty()) {
            notes.add(clientIds());
        }
        notes.sort(Comparator.comparingInt(n -> n.line() == null ? Integer.MAX_VALUE : n.line()));
        return new Conversion.Converted(policies, List.copyOf(notes));
    }

    private ConversionNote clientIds() {
        boolean own = options.clientIds().isEmpty();
        return new ConversionNote(
                Kind.CLIENT_IDS,
                null,
                own
                        ? "the file says nothing of client ids; let in are the user's name, and what begins with it and"
                                + " a point"
                        : "the file says nothing of client ids; let in are " + String.join(", ", options.clientIds()),
                own ? "if clients call themselves otherwise: --client-id PATTERN" : "compare with what clients send");
    }

    /** Without what cannot be in a policy here, and without what another line says already. */
    private List<AclRule> said(List<AclRule> rules) {
        List<AclRule> said = new ArrayList<>();
        for (AclRule rule : rules) {
            if (!rule.filter().isReserved()) {
                addUnlessSaid(said, rule);
            } else if (rule.allows()) {
                notes.add(new ConversionNote(
                        Kind.RESERVED,
                        rule.line(),
                        rule.filter().text() + ": topics that begin with $ belong to the broker, and there is no $SYS",
                        "figures of the broker: /metrics; who comes and goes: $aws/events/presence/…, by a policy of"
                                + " its own"));
            }
        }
        return said;
    }

    /** Only a line that is sure to stay makes another one needless. */
    private void addUnlessSaid(List<AclRule> said, AclRule rule) {
        if (said.stream().noneMatch(other -> makesNeedless(other, rule))) {
            said.removeIf(other -> makesNeedless(rule, other));
            said.add(rule);
        }
    }

    private boolean makesNeedless(AclRule stays, AclRule other) {
        boolean sure = options.wider()
                || stays.filter().excess().isEmpty()
                || stays.filter().equals(other.filter());
        return sure && stays.covers(other);
    }

    /** Without those that cannot be said without taking away what another line allows; notes what comes out smaller. */
    private List<AclRule> expressible(List<AclRule> rules, List<AclRule> others) {
        List<AclRule> kept = new ArrayList<>(rules);
        for (AclRule rule : rules) {
            if (rule.filter().excess().isEmpty()) {
                continue;
            }
            AclRule hit = hit(rule, kept, others);
            if (!rule.allows()) {
                if (hit != null) {
                    note(
                            Kind.NARROWER,
                            rule,
                            "denies more levels in the place of +, also where line " + hit.line() + " allows them",
                            "write the denial by hand, without wildcards in the middle");
                }
            } else if (options.wider()) {
                note(Kind.WIDER, rule, "allows more levels in the place of + as well", "see whether that is too much");
            } else if (hit != null) {
                kept.remove(rule);
                note(
                        Kind.LEFT_OUT,
                        rule,
                        "a policy that allows it and no more would take away what line " + hit.line() + " allows",
                        "write topics without +, or convert with --wider, which lets + be several levels");
            } else if (!rule.filter().isExact()) {
                note(
                        Kind.NARROWER,
                        rule,
                        "topics in which a level behind + comes again further down are denied",
                        "if there are such topics, name them in a policy, or convert with --wider");
            }
        }
        return kept;
    }

    /** A line that allows some of what has to be denied for the sake of {@code rule}, or {@code null}. */
    private static @Nullable AclRule hit(AclRule rule, List<AclRule> kept, List<AclRule> others) {
        List<AclRule> all = new ArrayList<>(kept);
        all.addAll(others);
        for (AclRule other : all) {
            boolean concerned = other.allows() && (!rule.allows() || rule.sharesActionWith(other));
            if (other != rule && concerned && meets(rule.filter().excess(), other)) {
                return other;
            }
        }
        return null;
    }

    private static boolean meets(List<Shape> shapes, AclRule rule) {
        List<Shape> theirs = rule.filter().shapes();
        return shapes.stream().anyMatch(shape -> theirs.stream().anyMatch(shape::meets));
    }

    private void patternDenials(List<AclRule> patterns, List<AclRule> ofUsers) {
        for (AclRule pattern : patterns) {
            if (pattern.allows()) {
                continue;
            }
            for (AclRule rule : ofUsers) {
                if (rule.allows() && meets(pattern.filter().shapes(), rule)) {
                    note(
                            Kind.NARROWER,
                            pattern,
                            "a Deny wins over everything; Mosquitto does not ask the pattern about what line "
                                    + rule.line() + " allows",
                            "take the denial out, if that user needs the topics");
                    break;
                }
            }
        }
    }

    private void note(Kind kind, AclRule rule, String message, String instead) {
        notes.add(new ConversionNote(kind, rule.line(), rule.filter().text() + ": " + message, instead));
    }

    private ConvertedPolicy policy(String name, String meantFor, List<AclRule> rules, String self) {
        List<String> clientIds = options.clientIds().isEmpty() ? List.of(self, self + ".*") : options.clientIds();
        PolicyText text = new PolicyText(options).connect(clientIds);
        rules.forEach(text::rule);
        return new ConvertedPolicy(name, meantFor, text.document());
    }

    /** As policies may be called, and not given yet. */
    private String name(String wanted) {
        String plain = wanted.replaceAll("[^A-Za-z0-9_+=,.@-]", "_");
        String name = plain.substring(0, Math.min(plain.length(), LONGEST_NAME));
        for (int i = 2; !names.add(name); i++) {
            String suffix = "-" + i;
            name = plain.substring(0, Math.min(plain.length(), LONGEST_NAME - suffix.length())) + suffix;
        }
        return name;
    }
}
