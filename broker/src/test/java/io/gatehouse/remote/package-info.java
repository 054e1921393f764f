/** A broker asked over its control plane, where a command cannot show it: another clock. */
@NullMarked
package io.gatehouse.remote;

import org.jspecify.annotations.NullMarked;
