"""A made-up lesson, for the tests of what handouts are made from it."""

import base64
import io

import nbformat
from PIL import Image

SECRET = "xylophone_quotient"
"""Stands in every place that only a solution has: code, output, alt text, prose."""

OPENING = """# 01 A made-up lesson

**Objectives.** Afterwards you can

- add numbers, as in $a + b$.

**Time.** About 1 hour.

**Prerequisites.** Lesson [02 Another](02_other.ipynb), and [a page](https://example.org/page).
"""
PROSE = r"""## 1. Formulas and tables

Text with $\frac{1}{2}$, with $\max_j x_j$ and with $\log p$:

$$\sum_{n=1}^N \frac{x_n}{N} = \lVert A \rVert, \qquad \operatorname{softmax}(x)$$

#### A heading two levels down

| name | value |
|---|---|
| a | $\alpha$ |

**Question.** What is it?

<details><summary>Answer</summary>

It is the folded answer, $\beta$.

</details>

## Claims
"""
TASK = """### Exercise 1.1 · Addition
implement · 3 points · 15 minutes · objective: add numbers

Add two numbers.

<details><summary>Hint 1</summary>Think of a first hint.</details>
<details><summary>Hint 2</summary>Think of a second hint.</details>
<details><summary>Hint 3</summary>

Think of `a + b`.

</details>
"""
SOLVED = f'''def add(a, b):
    """The sum of two numbers."""
    ### BEGIN SOLUTION
    {SECRET} = a + b
    return {SECRET}
    ### END SOLUTION
'''
LONG = "a_long_name = [" + ", ".join(f"'word {n}'" for n in range(40)) + "]"


def picture(color="teal", size=(220, 110)):
    buffer = io.BytesIO()
    Image.new("RGB", size, color).save(buffer, "png")
    return base64.b64encode(buffer.getvalue()).decode()


def shown(alt, color="teal", size=(220, 110)):
    data = {"image/png": picture(color, size), "text/plain": f"<Picture: {alt}>"}
    return nbformat.v4.new_output("display_data", data, metadata={"image/png": {"alt": alt}})


def stream(text):
    return nbformat.v4.new_output("stream", name="stdout", text=text)


def lesson(title=OPENING, extra=()):
    """A notebook with prose, one exercise, its check, a figure that needs the solution and one that does not."""
    graded = {"schema_version": 3, "task": False}
    facts = {"exercise": "01-add", "kind": "implement", "points": 3, "minutes": 15, "objective": "add numbers"}
    task = {"workbook": {**facts, "role": "task", "covers": ["HKUST 1.1"]}}
    solution = {"nbgrader": {**graded, "grade_id": "01-add", "solution": True, "grade": False, "locked": False}}
    check = {"grade_id": "01-add-check", "solution": False, "grade": True, "locked": True, "points": 3}
    mistakes = {"workbook": {"exercise": "01-add", "role": "mistakes"}}
    markdown, code = nbformat.v4.new_markdown_cell, nbformat.v4.new_code_cell
    cells = [
        markdown(title),
        code("values = [1, 2]\nprint(values)", outputs=[stream("[1, 2]\n")]),
        code(LONG, outputs=[shown("A teal field that anybody may see.")]),
        markdown(PROSE),
        markdown(TASK, metadata=task),
        code(SOLVED, metadata=solution),
        code("assert add(1, 2) == 3", metadata={"nbgrader": {**graded, **check}}),
        markdown(f"**What people often get wrong.** They forget {SECRET}.", metadata=mistakes),
        code("add(2, 3)", outputs=[stream(f"{SECRET} is 5\n"), shown(f"A picture of {SECRET}.", "red")]),
        *extra,
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    for number, cell in enumerate(cells):
        cell["id"] = f"l01-{number:03}"
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
