/** Tests of the audit log, on a disk. */
@NullMarked
package io.gatehouse.audit;

import org.jspecify.annotations.NullMarked;
