"""The naming calls over grpcio: another client, another HTTP/2 (that of gRPC's C core). Prints a verdict for each."""

import os
import sys
import threading

import grpc

from wire import field, fields_of, number, text

OK = 200000
NO_CHANGE = 200001
UNKNOWN_ID = 400202
NAMING = "/v1.PolarisGRPC/"
BEATS = "/v1.PolarisHeartbeatGRPC/"
PLACE = field(2, text("pay")) + field(3, text("python")) + field(4, text("10.9.0.1")) + field(5, number(8080))


def unary(channel, path, message, **options):
    return channel.unary_unary(path)(message, timeout=options.pop("timeout", 10), **options)


def code_of(reply):
    """Code of a Response."""
    return fields_of(fields_of(reply)[1][0])[1][0]


def register(channel, port=8080, **options):
    place = field(2, text("pay")) + field(3, text("python")) + field(4, text("10.9.0.1")) + field(5, number(port))
    return unary(channel, NAMING + "RegisterInstance", place, **options)


def question(revision=""):
    service = field(1, text("pay")) + field(2, text("python"))
    if revision:
        service += field(15, text(revision))
    return b"\x08\x01" + field(2, service)


def discover(channel, questions):
    answers = channel.stream_stream(NAMING + "Discover")(iter(questions), timeout=10)
    return [fields_of(one) for one in answers]


def revision_of(answer):
    service = fields_of(answer[4][0])
    return fields_of(service[15][0])[1][0].decode()


def status_of(run):
    try:
        run()
    except grpc.RpcError as error:
        return error.code()
    return grpc.StatusCode.OK


def registers_and_is_discovered(channel):
    assert code_of(register(channel)) == OK
    [first] = discover(channel, [question()])
    assert len(first[5]) == 1, first
    [again] = discover(channel, [question(revision_of(first))])
    assert fields_of(again[1][0])[1][0] == NO_CHANGE, again


def many_questions_on_one_stream(channel):
    assert code_of(register(channel)) == OK
    assert len(discover(channel, [question()] * 500)) == 500


def beats_by_address(channel):
    assert code_of(register(channel)) == OK
    assert code_of(unary(channel, NAMING + "Heartbeat", PLACE)) == OK
    nobody = [code_of(unary(channel, NAMING + "Heartbeat", field(1, text("nobody")))) for _ in range(5)]
    assert nobody == [OK] * 4 + [UNKNOWN_ID], nobody


def beats_in_batches(channel):
    batch = b"".join(field(1, field(1, b"%d" % n)) for n in range(1000))
    answers = list(channel.stream_stream(BEATS + "BatchHeartbeat")(iter([batch] * 50), timeout=10))
    assert len(answers) == 50


def deregisters(channel):
    assert code_of(register(channel, 9090)) == OK
    gone = field(2, text("pay")) + field(3, text("python")) + field(4, text("10.9.0.1")) + field(5, number(9090))
    assert code_of(unary(channel, NAMING + "DeregisterInstance", gone)) == OK


def a_large_answer_arrives_whole(channel):
    for port in range(10000, 10400):
        assert code_of(register(channel, port)) == OK
    [whole] = discover(channel, [question()])
    assert len(whole[5]) >= 400


def faulty_calls_have_their_status(channel):
    unknown = lambda: unary(channel, NAMING + "Nothing", b"")
    assert status_of(unknown) == grpc.StatusCode.UNIMPLEMENTED
    undecodable = lambda: unary(channel, NAMING + "RegisterInstance", b"\xff\xff\xff")
    assert status_of(undecodable) == grpc.StatusCode.INTERNAL
    too_large = lambda: unary(channel, NAMING + "RegisterInstance", field(22, b"x" * 4194304))
    assert status_of(too_large) == grpc.StatusCode.RESOURCE_EXHAUSTED
    compressed = lambda: register(channel, compression=grpc.Compression.Gzip)
    assert status_of(compressed) == grpc.StatusCode.UNIMPLEMENTED
    assert code_of(register(channel)) == OK


def metadata_of_any_kind_is_carried(channel):
    metadata = (("x-polaris-token", "t" * 2000), ("x-id-bin", bytes(range(256))), ("request-id", "python"))
    assert code_of(register(channel, metadata=metadata)) == OK


def calls_are_cancelled(channel):
    stream = channel.stream_stream(NAMING + "Discover")(endless(), timeout=10)
    next(stream)
    stream.cancel()
    assert code_of(register(channel)) == OK


def endless():
    yield question()
    threading.Event().wait(5)


def many_at_once(channel):
    calls = [channel.unary_unary(NAMING + "Heartbeat").future(PLACE, timeout=30) for _ in range(2000)]
    assert all(code_of(one.result()) == OK for one in calls)


TESTS = [
    registers_and_is_discovered,
    many_questions_on_one_stream,
    beats_by_address,
    beats_in_batches,
    deregisters,
    a_large_answer_arrives_whole,
    faulty_calls_have_their_status,
    metadata_of_any_kind_is_carried,
    calls_are_cancelled,
    many_at_once,
]


def main():
    failed = 0
    with grpc.insecure_channel(os.environ["CYNOSURE_GRPC"]) as channel:
        for test in TESTS:
            try:
                test(channel)
                print(f"--- PASS: {test.__name__}", flush=True)
            except Exception as error:  # whatever it is, it is told, and the next one is played
                failed += 1
                print(f"--- FAIL: {test.__name__}: {error!r}", flush=True)
    return 1 if failed else 0


sys.exit(main())
