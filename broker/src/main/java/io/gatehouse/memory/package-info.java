/**
 * Whether the memory of this process runs out, asked by those who could take more of it: sessions before they keep a
 * message, connections before they are written to, listeners before they accept. Written by the JVM's own threads, read
 * by any. Imports nothing of ours but the log.
 */
@NullMarked
package io.gatehouse.memory;

import org.jspecify.annotations.NullMarked;
