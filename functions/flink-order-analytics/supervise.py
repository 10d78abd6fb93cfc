"""Keeps one Flink SQL job running on a Dataproc cluster.

Runs on the master as a service. Every half minute it looks whether the job runs and whether its files have changed. It starts
the job on YARN as an application of its own, from the newest checkpoint that is whole; a changed job is stopped first. The
password for Kafka is read anew for each start, so that a rotated one needs no hand, and is written to memory only.

Needs Python's standard library, and the commands `gsutil`, `yarn` and Flink's `sql-client.sh`, which the image has.
"""

import datetime
import hashlib
import hmac
import json
import os
import pathlib
import re
import subprocess
import sys
import time
import urllib.parse
import urllib.request

METADATA_URL = os.environ.get("METADATA_URL", "http://metadata.google.internal")
# Where AWS answers; a test puts its own address here.
AWS_URL = os.environ.get("AWS_URL", "https://{service}.{region}.amazonaws.com")
AWS_AUDIENCE = "sts.amazonaws.com"
# Memory, never a disk: systemd makes it for this service alone.
RUNTIME = pathlib.Path(os.environ.get("RUNTIME_DIRECTORY", "/run/estate-flink-job"))
FLINK_HOME = pathlib.Path(os.environ.get("FLINK_HOME", "/usr/lib/flink"))
SECONDS_BETWEEN_LOOKS = 30
REQUEST_SECONDS = 30
# A job that cannot start: the waiting doubles up to here.
LONGEST_WAIT_SECONDS = 600
LIVING = "NEW,NEW_SAVING,SUBMITTED,ACCEPTED,RUNNING"
# The connector carries Kafka's classes under names of its own.
SCRAM_MODULE = "org.apache.flink.kafka.shaded.org.apache.kafka.common.security.scram.ScramLoginModule"


def run(*command, **options):
    """The command's standard output; an error where it fails."""
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, **options).stdout


def fetch(url, body=None, headers=None):
    request = urllib.request.Request(url, data=body, headers=headers or {})
    with urllib.request.urlopen(request, timeout=REQUEST_SECONDS) as response:
        return response.read().decode()


# Sign-in to AWS, without a stored key


def google_token():
    """Says who this machine runs as, signed by Google, for AWS alone."""
    query = urllib.parse.urlencode({"audience": AWS_AUDIENCE, "format": "full"})
    path = "computeMetadata/v1/instance/service-accounts/default/identity"
    return fetch(f"{METADATA_URL}/{path}?{query}", headers={"Metadata-Flavor": "Google"})


def aws_credentials(aws):
    """Short-lived credentials of the role that trusts this machine's account."""
    form = {
        "Action": "AssumeRoleWithWebIdentity",
        "Version": "2011-06-15",
        "RoleArn": aws["roleArn"],
        "RoleSessionName": "flink-supervisor",
        "DurationSeconds": "900",
        "WebIdentityToken": google_token(),
    }
    url = AWS_URL.format(service="sts", region=aws["region"])
    answer = json.loads(fetch(url, urllib.parse.urlencode(form).encode(), {"Accept": "application/json"}))
    return answer["AssumeRoleWithWebIdentityResponse"]["AssumeRoleWithWebIdentityResult"]["Credentials"]


def signed_headers(credentials, region, host, target, body, now):
    """Headers of one call of Secrets Manager, by AWS's Signature Version 4."""
    service, day, moment = "secretsmanager", now.strftime("%Y%m%d"), now.strftime("%Y%m%dT%H%M%SZ")
    headers = {
        "content-type": "application/x-amz-json-1.1",
        "host": host,
        "x-amz-date": moment,
        "x-amz-security-token": credentials["SessionToken"],
        "x-amz-target": target,
    }
    names = ";".join(headers)
    canonical = "\n".join(
        ["POST", "/", "", *(f"{name}:{value}" for name, value in headers.items()), "", names, digest(body)]
    )
    scope = f"{day}/{region}/{service}/aws4_request"
    signed = "\n".join(["AWS4-HMAC-SHA256", moment, scope, digest(canonical.encode())])
    key = f"AWS4{credentials['SecretAccessKey']}".encode()
    for part in (day, region, service, "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(key, signed.encode(), hashlib.sha256).hexdigest()
    credential = f"{credentials['AccessKeyId']}/{scope}"
    authorization = f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders={names}, Signature={signature}"
    return {**headers, "authorization": authorization}


def digest(body):
    return hashlib.sha256(body).hexdigest()


def kafka_sign_in(aws):
    """User and password, as they are now."""
    url = AWS_URL.format(service="secretsmanager", region=aws["region"])
    body = json.dumps({"SecretId": aws["secretArn"]}).encode()
    now = datetime.datetime.now(datetime.timezone.utc)
    host = urllib.parse.urlsplit(url).netloc
    target = "secretsmanager.GetSecretValue"
    headers = signed_headers(aws_credentials(aws), aws["region"], host, target, body, now)
    return json.loads(json.loads(fetch(url, body, headers))["SecretString"])


# What the job is made of


def jaas(sign_in):
    """The line by which Kafka's client signs in; quotes and backslashes stay what they are."""

    def quoted(text):
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    return f"{SCRAM_MODULE} required username={quoted(sign_in['username'])} password={quoted(sign_in['password'])};"


def render(sql, values):
    """The SQL with every placeholder filled in, as text of SQL; an error names those that nothing fills."""
    missing = sorted({name for name in re.findall(r"\$\{(\w+)\}", sql) if name not in values})
    if missing:
        raise ValueError(f"nothing fills {', '.join(missing)} in the job's SQL")
    return re.sub(r"\$\{(\w+)\}", lambda match: values[match.group(1)].replace("'", "''"), sql)


def preamble(settings, checkpoint):
    """What the cluster decides, and not the query."""
    options = {
        "execution.target": "yarn-per-job",
        "yarn.application.name": settings["name"],
        "pipeline.name": settings["name"],
        "parallelism.default": str(settings["parallelism"]),
        "state.checkpoints.dir": settings["checkpoints"],
        "table.local-time-zone": "UTC",
        # A partition without orders must not hold the others' windows open.
        "table.exec.source.idle-timeout": "60 s",
    }
    if checkpoint is not None:
        options["execution.savepoint.path"] = checkpoint
    return "".join(f"SET '{key}' = '{value}';\n" for key, value in options.items())


def newest_checkpoint(folder):
    """The newest checkpoint that is whole: only then does its metadata stand. None where there is none."""
    listing = subprocess.run(
        ["gsutil", "ls", "-l", f"{folder}/**/_metadata"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    if listing.returncode != 0:
        if "matched no objects" in listing.stderr:
            return None
        # Starting without its state would count every order of the retention again.
        raise RuntimeError(f"cannot list checkpoints: {listing.stderr.strip()}")
    found = [line.split() for line in listing.stdout.splitlines() if line.rstrip().endswith("/_metadata")]
    _, path = max((moment, path) for _, moment, path in found)
    return path.removesuffix("/_metadata")


def connector(settings):
    """The jar, checked against its digest whenever it is fetched."""
    target = RUNTIME / pathlib.PurePosixPath(settings["connector"]["uri"]).name
    if not target.exists() or digest(target.read_bytes()) != settings["connector"]["sha256"]:
        run("gsutil", "-q", "cp", settings["connector"]["uri"], str(target))
    if digest(target.read_bytes()) != settings["connector"]["sha256"]:
        target.unlink()
        raise ValueError(f"{settings['connector']['uri']} is not the jar that was tested: its digest differs")
    return target


def applications(name):
    """Ids of the job's applications that live."""
    lines = run("yarn", "application", "-list", "-appStates", LIVING).splitlines()
    rows = [[cell.strip() for cell in line.split("\t")] for line in lines]
    return [row[0] for row in rows if len(row) > 1 and row[0].startswith("application_") and row[1] == name]


def submit(settings, sql):
    values = {**settings["values"], "SASL_JAAS_CONFIG": jaas(kafka_sign_in(settings["aws"]))}
    files = {"job.sql": render(sql, values)}
    files["init.sql"] = preamble(settings, newest_checkpoint(settings["checkpoints"]))
    jar = connector(settings)
    try:
        for file, text in files.items():
            (RUNTIME / file).write_text(text)
        classpath = {"HADOOP_CLASSPATH": run("hadoop", "classpath").strip()}
        client = str(FLINK_HOME / "bin" / "sql-client.sh")
        run(client, "-i", str(RUNTIME / "init.sql"), "-f", str(RUNTIME / "job.sql"), "-j", str(jar),
            env={**os.environ, **classpath}, stderr=subprocess.STDOUT)
    finally:
        (RUNTIME / "job.sql").unlink(missing_ok=True)


# The loop


def look(folder, revision):
    """Looks once; returns the revision of the files under which the job was last started."""
    texts = [run("gsutil", "cat", f"{folder}/{file}") for file in ("settings.json", "job.sql")]
    settings, wanted = json.loads(texts[0]), digest("\0".join(texts).encode())
    living = applications(settings["name"])
    marker = RUNTIME / "revision"
    known = revision or (marker.read_text() if marker.exists() else None)
    if living and known in (wanted, None):
        return wanted
    for application in living:
        print(f"stopping {application}: its files have changed", flush=True)
        run("yarn", "application", "-kill", application)
    print(f"starting {settings['name']}", flush=True)
    submit(settings, texts[1])
    marker.write_text(wanted)
    return wanted


def main(folder):
    os.umask(0o077)
    RUNTIME.mkdir(parents=True, exist_ok=True)
    revision, wait = None, SECONDS_BETWEEN_LOOKS
    while True:
        try:
            revision, wait = look(folder, revision), SECONDS_BETWEEN_LOOKS
        except Exception as error:  # whatever it is: the job must be looked after again
            print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
            wait = min(wait * 2, LONGEST_WAIT_SECONDS)
        time.sleep(wait)


if __name__ == "__main__":
    main(sys.argv[1])
