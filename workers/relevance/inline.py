"""The inline tests of topic files, run. Knows nothing of how they are reported."""

from collections.abc import Callable

from config.lines import Path, dotted
from config.problems import Problem
from config.topics import Topic
from workers.article.language import detect
from workers.relevance.evaluate import Row, article_of
from workers.relevance.grader import Grader

ProblemOf = Callable[[str, Path, str], Problem]


def _in_topic(topic: str, path: Path, message: str) -> Problem:
    return Problem(file=f"topic {topic}", line=None, path=dotted(path), message=message)


def failing_tests(topics: tuple[Topic, ...], problem_of: ProblemOf = _in_topic) -> tuple[Problem, ...]:
    """One problem for each inline test whose text gets another grade than it says.

    `problem_of` makes it from the topic's id, the path in its file and the message: it knows file and line.
    """
    grader = Grader(topics)
    found = []
    for topic in topics:
        for number, test in enumerate(topic.test):
            language = detect(f"{test.title or ''} {test.text}")
            article = article_of(Row(id="", title=test.title or "", text=test.text, language=language, label="none"))
            verdicts = {verdict.topic: verdict for verdict in grader.assess(article).verdicts}
            got = verdicts[topic.id].grade.value if topic.id in verdicts else "none"
            if got != test.grade:
                message = f"expected {test.grade}, got {got}: {' '.join(test.text.split())[:80]!r}"
                found.append(problem_of(topic.id, ("test", number), message))
    return tuple(found)
