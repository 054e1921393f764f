/**
 * Whether the issuer of a device certificate has revoked it: by its CRLs, and by OCSP.
 *
 * <p>The registry says whom this broker lets in; here stands what somebody else says, the authority that issued the
 * certificate. Nothing of it lets anybody in, it only refuses. {@link io.gatehouse.revocation.Revocation} is asked on
 * event loops, in memory and without a lock; everything that reads files, fetches, or verifies a signature runs on
 * threads of its own. May import {@code config}, {@code metrics} and {@code reload}.
 *
 * <p>A package beside {@code tls}, because TLS proves who holds a key and asks nothing about who issued the
 * certificate, and because it is the gate that asks here, for every listener and every way in.
 */
@NullMarked
package io.gatehouse.revocation;

import org.jspecify.annotations.NullMarked;
