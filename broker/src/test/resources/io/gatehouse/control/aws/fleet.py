"""What a script of an AWS IoT user does, with nothing but another endpoint.

    fleet.py ENDPOINT make FOLDER      two dozen things, one of them with a certificate and its key in FOLDER
    fleet.py ENDPOINT remove FOLDER    all of it away again

Credentials, region and trusted CAs come from the environment, where boto3 looks for them. Ends with a traceback where
something is not as at AWS.
"""

import datetime
import pathlib
import sys

import boto3

THINGS = ["pump-%02d" % number for number in range(24)]
POLICY = (
    '{"Version":"2012-10-17","Statement":'
    '[{"Effect":"Allow","Action":"iot:*","Resource":"*"}]}'
)


def listed(iot, operation, member, **arguments):
    """All that a paginator finds, five on a page."""
    pages = iot.get_paginator(operation).paginate(PaginationConfig={"PageSize": 5}, **arguments)
    return [item for page in pages for item in page[member]]


def refused(error, operation, **arguments):
    """The answer of a request that has to be refused with that exception of boto3's."""
    try:
        operation(**arguments)
    except error as refusal:
        answer = refusal.response
        assert answer["Error"]["Code"] == error.__name__, answer
        assert answer["Error"]["Message"], answer
        assert answer["ResponseMetadata"]["RequestId"], answer
        assert answer["ResponseMetadata"]["RetryAttempts"] == 0, answer
        return answer
    raise AssertionError("not refused: %s" % arguments)


def make(iot, folder):
    for name in THINGS:
        created = iot.create_thing(thingName=name, attributePayload={"attributes": {"site": "north"}})
        assert created["thingArn"].endswith(":thing/" + name), created

    made = iot.create_keys_and_certificate(setAsActive=True)
    principal = made["certificateArn"]
    (folder / "certificate.pem").write_text(made["certificatePem"])
    (folder / "key.pem").write_text(made["keyPair"]["PrivateKey"])
    (folder / "principal").write_text(principal)
    iot.create_policy(policyName="pumps", policyDocument=POLICY)
    iot.attach_policy(policyName="pumps", target=principal)
    iot.attach_thing_principal(thingName="pump-00", principal=principal)

    described_as_made(iot, made)
    found_by_paginators(iot, principal)
    refused_as_by_aws(iot)


def described_as_made(iot, made):
    thing = iot.describe_thing(thingName="pump-00")
    assert thing["attributes"] == {"site": "north"}, thing
    assert thing["version"] == 1, thing
    certificate = iot.describe_certificate(certificateId=made["certificateId"])["certificateDescription"]
    assert certificate["status"] == "ACTIVE", certificate
    assert certificate["certificatePem"] == made["certificatePem"], certificate
    age = datetime.datetime.now(datetime.timezone.utc) - certificate["creationDate"]
    assert abs(age) < datetime.timedelta(minutes=5), certificate
    assert certificate["validity"]["notAfter"] > certificate["validity"]["notBefore"], certificate
    policy = iot.get_policy(policyName="pumps")
    assert policy["policyDocument"] == POLICY, policy
    assert policy["defaultVersionId"] == "1", policy


def found_by_paginators(iot, principal):
    """Both ways in which AWS IoT pages: nextToken, and marker with nextMarker."""
    assert [thing["thingName"] for thing in listed(iot, "list_things", "things")] == THINGS
    assert [
        thing["thingName"]
        for thing in listed(iot, "list_things", "things", attributeName="site", attributeValue="north")
    ] == THINGS
    assert listed(iot, "list_thing_principals", "principals", thingName="pump-00") == [principal]
    assert listed(iot, "list_principal_things", "things", principal=principal) == ["pump-00"]
    assert listed(iot, "list_targets_for_policy", "targets", policyName="pumps") == [principal]
    assert [p["policyName"] for p in listed(iot, "list_attached_policies", "policies", target=principal)] == ["pumps"]
    for number in range(11):
        iot.create_policy(policyName="spare-%02d" % number, policyDocument=POLICY)
    names = [policy["policyName"] for policy in listed(iot, "list_policies", "policies")]
    assert sorted(names) == ["pumps"] + ["spare-%02d" % number for number in range(11)], names
    arns = [certificate["certificateArn"] for certificate in listed(iot, "list_certificates", "certificates")]
    assert arns == [principal], arns


def refused_as_by_aws(iot):
    errors = iot.exceptions
    refused(errors.ResourceNotFoundException, iot.describe_thing, thingName="none")
    exists = refused(
        errors.ResourceAlreadyExistsException,
        iot.create_thing,
        thingName="pump-00",
        attributePayload={"attributes": {"site": "south"}},
    )
    assert exists["resourceId"] == "pump-00", exists
    assert exists["resourceArn"].endswith(":thing/pump-00"), exists
    refused(errors.InvalidRequestException, iot.create_thing, thingName="no name")
    refused(errors.MalformedPolicyException, iot.create_policy, policyName="bad", policyDocument="{")
    refused(errors.DeleteConflictException, iot.delete_policy, policyName="pumps")
    refused(errors.VersionConflictException, iot.update_thing, thingName="pump-00", expectedVersion=7)


def remove(iot, folder):
    principal = (folder / "principal").read_text()
    certificate = principal.partition(":cert/")[2]
    iot.update_certificate(certificateId=certificate, newStatus="INACTIVE")
    refused(iot.exceptions.DeleteConflictException, iot.delete_certificate, certificateId=certificate)
    iot.detach_thing_principal(thingName="pump-00", principal=principal)
    iot.detach_policy(policyName="pumps", target=principal)
    iot.delete_certificate(certificateId=certificate)
    for name in [policy["policyName"] for policy in listed(iot, "list_policies", "policies")]:
        iot.delete_policy(policyName=name)
    for name in THINGS:
        iot.delete_thing(thingName=name)
    iot.delete_thing(thingName="pump-00")  # as at AWS: what is not there is deleted
    refused(iot.exceptions.ResourceNotFoundException, iot.describe_certificate, certificateId=certificate)
    assert listed(iot, "list_things", "things") == []


def main():
    endpoint, verb, folder = sys.argv[1:]
    {"make": make, "remove": remove}[verb](boto3.client("iot", endpoint_url=endpoint), pathlib.Path(folder))


if __name__ == "__main__":
    main()
