/** What is installed and shipped, started as it will be: the installation, the image, the service of systemd. */
@NullMarked
package io.gatehouse.deploy;

import org.jspecify.annotations.NullMarked;
