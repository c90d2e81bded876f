from simulator.questions.toolkits.found import Toolkits


def draw(found: Toolkits) -> tuple:
    return ()
