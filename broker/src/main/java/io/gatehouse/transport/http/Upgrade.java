package io.gatehouse.transport.http;

import io.netty.channel.ChannelPipeline;

/** Makes a connection of requests one of MQTT. On the channel's loop. */
@FunctionalInterface
public interface Upgrade {
    /**
     * Adds what speaks MQTT to the end of the pipeline. What was there for requests is removed afterwards, and what had
     * been read behind the request is passed on then.
     */
    void addMqtt(ChannelPipeline pipeline);
}
