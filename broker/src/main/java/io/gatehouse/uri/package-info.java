/** What parts of a request target mean (RFC 3986), decoded strictly. Immutable; any thread. */
@NullMarked
package io.gatehouse.uri;

import org.jspecify.annotations.NullMarked;
