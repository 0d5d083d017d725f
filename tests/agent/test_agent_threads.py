from threadpoolctl import ThreadpoolController, threadpool_limits  # type: ignore[import-untyped]

from agent.agent import Agent
from catalog.home import Home
from tools.settings import Settings


async def test_blas_has_one_thread_while_an_agent_is_open_and_its_own_again_afterwards(home: Home) -> None:
    with threadpool_limits(limits=2, user_api="blas"):
        agent = await Agent.open(home, Settings(home=home.path, embedder="hashing"))
        while_open = blas_threads()
        await agent.close()
        assert while_open == {1}
        assert blas_threads() == {2}


def blas_threads() -> set[int]:
    return {library["num_threads"] for library in ThreadpoolController().select(user_api="blas").info()}
