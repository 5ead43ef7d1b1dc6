from iot_agent import wire
from iot_agent.wire import Code
from tests.support.lan import lan
from tests.support.loop import in_loop

EMPTY = wire.dumps(wire.Empty()).encode()


@in_loop
async def test_the_owner_disconnects(tmp_path):
    async with lan(tmp_path) as at:
        assert (await at.post("/owner/disconnect", EMPTY, at.owned("/owner/disconnect", EMPTY))).status == 200
        assert at.line.disconnects == 1


@in_loop
async def test_the_owner_restarts(tmp_path):
    async with lan(tmp_path) as at:
        assert (await at.post("/owner/restart", EMPTY, at.owned("/owner/restart", EMPTY))).status == 200
        assert at.restarts == 1


@in_loop
async def test_the_owner_has_the_drivers_updated_or_hears_why_not(tmp_path):
    path = "/owner/update_drivers"
    async with lan(tmp_path) as at:
        assert (await at.post(path, EMPTY)).status == 401
        assert (await at.post(path, EMPTY, at.owned(path, EMPTY))).status == 200
        assert at.driver_updates == 1
        at.line.online = False
        assert (await at.post(path, EMPTY, at.owned(path, EMPTY))).refused is Code.SERVER_UNREACHABLE
    async with lan(tmp_path, paired=False) as at:
        assert (await at.post(path, EMPTY)).refused is Code.NOT_PAIRED
        assert at.driver_updates == 0


@in_loop
async def test_the_owner_gets_the_status_ticket_or_hears_why_not(tmp_path):
    path = "/owner/status_ticket"
    async with lan(tmp_path) as at:
        assert (await at.post(path, EMPTY)).status == 401
        assert (await at.post(path, EMPTY, at.owned(path, EMPTY))).status == 200
        at.ticketless = Code.PAPER_OUT
        refused = await at.post(path, EMPTY, at.owned(path, EMPTY))
        assert (refused.status, refused.refused) == (400, Code.PAPER_OUT)
        assert at.status_tickets == 1


@in_loop
async def test_an_owner_s_ticket_does_as_well(tmp_path):
    async with lan(tmp_path) as at:
        headers = at.ticketed("/owner/restart", EMPTY, at.ticket(owner=True)) | {"Origin": at.url}
        assert (await at.post("/owner/restart", EMPTY, headers)).status == 200
        assert at.restarts == 1


@in_loop
async def test_a_free_box_restarts_for_whoever_sets_it_up(tmp_path):
    async with lan(tmp_path, paired=False) as at:
        assert (await at.post("/owner/restart", EMPTY)).status == 200
        answer = await at.post("/owner/restart", EMPTY, {"Origin": "https://evil.example.com"})
        assert answer.status == 403
        assert at.restarts == 1
