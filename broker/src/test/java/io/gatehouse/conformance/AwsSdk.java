package io.gatehouse.conformance;

/** A connected client of the AWS IoT Device SDK v2; closing disconnects it and gives back what is native. */
public sealed interface AwsSdk extends AutoCloseable permits AwsSdk3, AwsSdk5 {
    int PATIENCE_SECONDS = 30;

    /** Returns when the broker has said yes. */
    void subscribe(String filter, int qos) throws Exception;

    /** Returns when the exchange of the QoS is complete. */
    void publish(String topic, int qos, String payload) throws Exception;

    /** The payload of the next message. */
    String next() throws InterruptedException;

    @Override
    void close();
}
