package io.gatehouse.config;

/** From how serious on a line is written to the broker's own log. */
public enum LogLevel {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR
}
