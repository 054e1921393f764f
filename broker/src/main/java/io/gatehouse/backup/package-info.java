/**
 * Copies of a data folder: taken beside a running broker, verified, brought back; and the examination of a store that
 * no broker has open.
 *
 * <p>A backup is a folder of plain files and a {@link io.gatehouse.backup.BackupManifest} with the digest of each. All
 * of it reads and writes the disk: virtual threads in a broker, main in a command. May import {@code engine},
 * {@code registry}, {@code policy} and {@code json}.
 */
@NullMarked
package io.gatehouse.backup;

import org.jspecify.annotations.NullMarked;
