/** Signatures: AWS's own signer against our verifier. */
@NullMarked
package io.gatehouse.sigv4;

import org.jspecify.annotations.NullMarked;
