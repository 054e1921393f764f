package io.gatehouse.provisioning.fleet;

/** What devices can ask for, by the names of AWS's device provisioning MQTT API. */
enum FleetOperation {
    CREATE_KEYS("CreateKeysAndCertificate", 5),
    CREATE_FROM_CSR("CreateCertificateFromCsr", 50),
    REGISTER_THING("RegisterThing", 50);

    private final String label;
    private final int perSecondOfOne;

    /**
     * @param perSecondOfOne requests of one claim that are looked at on average. The authority has limits for all
     *     together; half of what it has for keys is left to others by a claim that was stolen
     */
    FleetOperation(String label, int perSecondOfOne) {
        this.label = label;
        this.perSecondOfOne = perSecondOfOne;
    }

    String label() {
        return label;
    }

    int perSecondOfOne() {
        return perSecondOfOne;
    }
}
