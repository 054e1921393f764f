package io.gatehouse.migration;

import java.util.List;

/**
 * How to convert.
 *
 * @param userName what stands for {@code %u}
 * @param clientIds resources of {@code iot:Connect} without {@code client/}, variables and wildcards and all; where
 *     empty, the user's name and what begins with it and a point
 * @param wider where a policy cannot say exactly what a line says, allow more rather than less
 */
public record ConversionOptions(UserName userName, List<String> clientIds, boolean wider) {
    public ConversionOptions {
        clientIds = List.copyOf(clientIds);
    }
}
