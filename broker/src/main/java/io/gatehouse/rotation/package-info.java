/**
 * What becomes of a thing's older certificate when a newer one is in use.
 *
 * <p>{@link io.gatehouse.rotation.CertificateUses} hears on loops who comes and goes, in memory only; {@link
 * io.gatehouse.rotation.CertificateRotation} looks now and then, on a thread that may wait for loops and store.
 */
@NullMarked
package io.gatehouse.rotation;

import org.jspecify.annotations.NullMarked;
