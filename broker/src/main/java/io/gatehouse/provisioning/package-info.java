/**
 * Provisioning templates: their language, and what becomes of a device by one.
 *
 * <p>A template is parsed once into a {@link io.gatehouse.provisioning.TemplateBody}, which is an immutable tree, and
 * evaluated with the values of one device into a {@link io.gatehouse.provisioning.ProvisioningPlan}, which the registry
 * takes in one commit. What a device says of itself is a value and stays one: it is never read for variables, wildcards
 * or JSON, and where it would become part of a policy it is refused if it has a character that means something there.
 *
 * <p>Two things a template's author decides and no check can: a parameter as {@code PolicyName} or among the
 * {@code ThingGroups} lets the device choose among all there are, and one as {@code ThingName} lets it name the thing
 * it wants to be. See {@code ThingRegistrationPlans} of the registry for what is done about the last.
 *
 * <p>Virtual threads; nothing here runs on a loop.
 */
@NullMarked
package io.gatehouse.provisioning;

import org.jspecify.annotations.NullMarked;
