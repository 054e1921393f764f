/** Signatures: AWS's own signer against our verifier. */
@NullMarked
package io.gatehouse.remote;

import org.jspecify.annotations.NullMarked;
