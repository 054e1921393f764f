/**
 * Signature Version 4 of AWS: whose secret signed a request, and whether anything of it was changed since. Knows no
 * operators and no HTTP; {@link io.gatehouse.sigv4.Verifier} is the way in, and {@link io.gatehouse.sigv4.Signer} signs
 * what the commands send.
 *
 * <p>Source: "AWS Signature Version 4 for API requests" in AWS's IAM user guide. Any thread.
 */
@NullMarked
package io.gatehouse.sigv4;

import org.jspecify.annotations.NullMarked;
