package io.gatehouse.revocation;

import java.io.IOException;
import java.net.URI;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.jspecify.annotations.Nullable;

/**
 * Where a certificate says that it may be asked for. To be followed only when a known authority's signature on it was
 * verified: else whoever registers a certificate makes the broker call an address of his choice.
 */
final class AuthorityInformation {
    private AuthorityInformation() {}

    /** An http or https address, or {@code null}. */
    static @Nullable URI ocspOf(X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(Extension.authorityInfoAccess.getId());
        if (extension == null) {
            return null;
        }
        try {
            AuthorityInformationAccess access =
                    AuthorityInformationAccess.getInstance(JcaX509ExtensionUtils.parseExtensionValue(extension));
            for (AccessDescription description : access.getAccessDescriptions()) {
                GeneralName location = description.getAccessLocation();
                if (description.getAccessMethod().equals(AccessDescription.id_ad_ocsp)
                        && location.getTagNo() == GeneralName.uniformResourceIdentifier) {
                    URI address = URI.create(
                            ASN1IA5String.getInstance(location.getName()).getString());
                    if (address.getHost() != null
                            && ("http".equals(address.getScheme()) || "https".equals(address.getScheme()))) {
                        return address;
                    }
                }
            }
        } catch (IOException | RuntimeException unreadable) { // of Bouncy Castle, about bytes of a peer
            return null;
        }
        return null;
    }
}
