/**
 * What devices ask of AWS IoT Jobs, and what they are told without asking (AWS IoT Core Developer Guide, "Jobs device
 * MQTT API" and "Jobs device HTTP API").
 *
 * <p>{@link io.gatehouse.jobs.device.JobsTopics} answers over MQTT, {@link io.gatehouse.jobs.device.JobsData} over
 * HTTP; both read a {@link io.gatehouse.jobs.device.DeviceRequest}, have {@link io.gatehouse.jobs.device.ThingJobs}
 * answer it, and print a {@link io.gatehouse.jobs.device.DeviceReply} in their form. {@link
 * io.gatehouse.jobs.device.PendingNotices} tells devices that there is something to do.
 *
 * <p>Virtual threads, unless a method says otherwise; nothing here blocks a loop.
 */
@NullMarked
package io.gatehouse.jobs.device;

import org.jspecify.annotations.NullMarked;
