package io.gatehouse.control.aws;

/** Bodies of provisioning templates. */
final class ProvisioningBodies {
    private ProvisioningBodies() {}

    /** For a device that comes with its own certificate: a thing named by its serial number. */
    static String ofTheDevice() {
        return of("\"CertificateId\": {\"Ref\": \"AWS::IoT::Certificate::Id\"}", "");
    }

    /** For an operator who says which certificate it is. */
    static String byId() {
        return of("\"CertificateId\": {\"Ref\": \"Id\"}", "\"Id\": {\"Type\": \"String\"},");
    }

    /** For an operator who has a signing request. */
    static String byRequest() {
        return of("\"CertificateSigningRequest\": {\"Ref\": \"Csr\"}", "\"Csr\": {\"Type\": \"String\"},");
    }

    private static String of(String certificate, String parameter) {
        return """
                {"Parameters": {%s "Serial": {"Type": "String"}},
                 "Resources": {
                  "thing": {"Type": "AWS::IoT::Thing", "Properties": {
                    "ThingName": {"Fn::Join": ["", ["pump-", {"Ref": "Serial"}]]},
                    "AttributePayload": {"serial": {"Ref": "Serial"}}}},
                  "certificate": {"Type": "AWS::IoT::Certificate", "Properties": {%s, "Status": "ACTIVE"}},
                  "policy": {"Type": "AWS::IoT::Policy", "Properties": {
                    "PolicyName": "pumps"}}}}""".formatted(parameter, certificate);
    }
}
