"""The exercises of a lesson: read from its notebook, held to the format, taken out and put back.

What handouts and grading import from here:

    notebook = read(path)                        # the source: with solutions, outputs, everything
    for one in exercises(notebook): ...          # Exercise(id, number, title, kind, points, …, task, solution, …)
    problems(notebook)                           # what is wrong with their form, a line each; [] if nothing
    student(notebook)                            # a stub for each solution, and nothing that gives one away
    solution(notebook)                           # the source without the lines that mark solutions and hidden tests
    merge(student_notebook, answers(notebook))   # a submission with those answers; some of them will do
    restore(student_notebook, notebook)          # student version + what was taken out = source
    new_exercise("02-softmax", …)                # the cells of a new one, for a lesson's author

    python -m tools.exercises notebooks/02_scratch_mlp.ipynb     lists them, or what is wrong with them

A notebook is what ``nbformat.read(path, as_version=4)`` gives. No function changes the one that it is given.
CONTRIBUTING ("How an exercise is built") describes the format: nbgrader's (schema version 3), and
``metadata.workbook`` of the cells besides.
"""

from .form import problems, questions
from .reading import Exercise, answers, exercises, graded, is_check, is_solution, read, role
from .versions import merge, restore, solution, student
from .writing import new_exercise

__all__ = [
    "Exercise",
    "answers",
    "exercises",
    "graded",
    "is_check",
    "is_solution",
    "merge",
    "new_exercise",
    "problems",
    "questions",
    "read",
    "restore",
    "role",
    "solution",
    "student",
]
