/** The least server that a fleet can talk to, so that it is seen what all but a broker costs. */
@NullMarked
package io.gatehouse.load.relay;

import org.jspecify.annotations.NullMarked;
