package io.gatehouse.revocation;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.CertException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.bouncycastle.operator.ContentVerifierProvider;
import org.bouncycastle.operator.DigestCalculator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.jspecify.annotations.Nullable;

/**
 * One question of OCSP and the judgement of its answer (RFC 6960 section 3.2). One thread; blocks for signatures only.
 *
 * <p>An answer counts when it is signed by the authority that issued the certificate, or by a responder whose
 * certificate that authority signed itself, for OCSP signing, and which is valid now. Whether the responder's own
 * certificate was revoked is not asked: RFC 6960 section 4.2.2.2.1 leaves that to its short life.
 */
final class OcspExchange {
    private static final int NONCE_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final X509CertificateHolder issuer;
    private final CertificateID certificate;
    private final byte @Nullable [] nonce;

    /** @param withNonce send one, and take no answer without it */
    OcspExchange(Issuer issuer, BigInteger serial, boolean withNonce) throws GeneralSecurityException {
        try {
            this.issuer = new JcaX509CertificateHolder(issuer.certificate());
            DigestCalculator sha1 =
                    new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1);
            this.certificate = new CertificateID(sha1, this.issuer, serial); // what every responder knows
        } catch (OperatorCreationException | OCSPException failed) {
            throw new GeneralSecurityException(failed);
        }
        byte[] random = withNonce ? new byte[NONCE_BYTES] : null;
        if (random != null) {
            RANDOM.nextBytes(random);
        }
        this.nonce = random;
    }

    /** OCSPRequest in DER. */
    byte[] request() throws GeneralSecurityException {
        try {
            OCSPReqBuilder builder = new OCSPReqBuilder().addRequest(certificate);
            if (nonce != null) {
                builder.setRequestExtensions(new Extensions(new Extension(
                        OCSPObjectIdentifiers.id_pkix_ocsp_nonce, false, new DEROctetString(nonce).getEncoded())));
            }
            return builder.build().getEncoded();
        } catch (IOException | OCSPException failed) {
            throw new GeneralSecurityException(failed);
        }
    }

    /**
     * Judges OCSPResponse in DER, as a peer sent it.
     *
     * @param skew how far the responder's clock may be from ours
     * @param maxAge of an answer that does not say how long it holds
     */
    OcspAnswer answer(byte[] response, Instant now, Duration skew, Duration maxAge) {
        try {
            OCSPResp outside = new OCSPResp(response);
            if (outside.getStatus() != OCSPResp.SUCCESSFUL) {
                return invalid("response status " + outside.getStatus() + " (expected: 0)");
            }
            if (!(outside.getResponseObject() instanceof BasicOCSPResp basic)) {
                return invalid("response: of another type (expected: id-pkix-ocsp-basic)");
            }
            String problem = problem(basic, now);
            if (problem != null) {
                return invalid(problem);
            }
            for (SingleResp single : basic.getResponses()) {
                if (isAsked(single.getCertID())) {
                    return answer(single, now, skew, maxAge);
                }
            }
            return invalid("response: about another certificate (expected: the one asked for)");
        } catch (IOException | OCSPException | RuntimeException unreadable) { // of Bouncy Castle, about bytes of a peer
            return invalid("response: unreadable: " + unreadable.getMessage());
        }
    }

    private boolean isAsked(CertificateID id) {
        return id.getSerialNumber().equals(certificate.getSerialNumber())
                && id.getHashAlgOID().equals(certificate.getHashAlgOID())
                && Arrays.equals(id.getIssuerKeyHash(), certificate.getIssuerKeyHash())
                && Arrays.equals(id.getIssuerNameHash(), certificate.getIssuerNameHash());
    }

    private static OcspAnswer answer(SingleResp single, Instant now, Duration skew, Duration maxAge) {
        Instant thisUpdate = single.getThisUpdate().toInstant();
        Instant nextUpdate =
                single.getNextUpdate() == null ? null : single.getNextUpdate().toInstant();
        if (thisUpdate.isAfter(now.plus(skew))) {
            return invalid("thisUpdate: " + thisUpdate + " (expected: not in the future; compare the clocks)");
        }
        Instant ends = nextUpdate == null ? thisUpdate.plus(maxAge) : nextUpdate;
        if (ends.plus(skew).isBefore(now)) {
            return invalid("the answer was good until " + ends + " (expected: now)");
        }
        CertificateStatus status = single.getCertStatus();
        if (status == CertificateStatus.GOOD) { // null, by its contract
            return new OcspAnswer.Good(thisUpdate, nextUpdate);
        }
        if (status instanceof RevokedStatus revoked) {
            return new OcspAnswer.Revoked(
                    thisUpdate, nextUpdate, revoked.getRevocationTime().toInstant());
        }
        return new OcspAnswer.Nothing(OcspAnswer.Kind.UNKNOWN, "the responder does not know the certificate");
    }

    private @Nullable String problem(BasicOCSPResp basic, Instant now) {
        if (!isSignedByWhoMay(basic, now)) {
            return "signature: not by the authority, nor by a responder it signed for OCSP";
        }
        if (nonce == null) {
            return null;
        }
        Extension sent = basic.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce);
        return sent != null
                        && Arrays.equals(
                                DEROctetString.getInstance(sent.getParsedValue())
                                        .getOctets(),
                                nonce)
                ? null
                : "nonce: not the one sent (expected: it, since revocation.ocsp-nonce is on)";
    }

    private boolean isSignedByWhoMay(BasicOCSPResp basic, Instant now) {
        if (isSignedBy(basic, issuer)) {
            return true;
        }
        for (X509CertificateHolder responder : List.of(basic.getCerts())) {
            if (mayRespond(responder, now) && isSignedBy(basic, responder)) {
                return true;
            }
        }
        return false;
    }

    private boolean mayRespond(X509CertificateHolder responder, Instant now) {
        Extension usage = responder.getExtension(Extension.extendedKeyUsage);
        return usage != null
                && ExtendedKeyUsage.getInstance(usage.getParsedValue()).hasKeyPurposeId(KeyPurposeId.id_kp_OCSPSigning)
                && responder.getIssuer().equals(issuer.getSubject())
                && responder.isValidOn(Date.from(now))
                && isSignedBy(responder);
    }

    private boolean isSignedBy(X509CertificateHolder responder) {
        try {
            return responder.isSignatureValid(verifier(issuer));
        } catch (CertException | GeneralSecurityException notByThisKey) {
            return false;
        }
    }

    private static boolean isSignedBy(BasicOCSPResp basic, X509CertificateHolder signer) {
        try {
            return basic.isSignatureValid(verifier(signer));
        } catch (OCSPException | GeneralSecurityException notByThisKey) {
            return false;
        }
    }

    private static ContentVerifierProvider verifier(X509CertificateHolder signer) throws GeneralSecurityException {
        try {
            return new JcaContentVerifierProviderBuilder().build(signer);
        } catch (OperatorCreationException | CertificateException unusable) {
            throw new GeneralSecurityException(unusable);
        }
    }

    private static OcspAnswer invalid(String why) {
        return new OcspAnswer.Nothing(OcspAnswer.Kind.INVALID, why);
    }
}
