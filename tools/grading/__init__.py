"""Grading: the answers of submissions, each run by itself in a process of its own, and judged outside of it.

    python -m tools.grading SUBMISSIONS

A submission is NAME.ipynb, or NAME/….ipynb with one notebook a lesson. Of it only the answers are taken, and the
functions that the student added beside them; all else comes from the lesson: what it imports and defines above an
exercise, and the exercise's check. So each function is graded by itself, as if all before it were right, and a cell
that was changed, deleted or copied costs nobody points but for the answer in it.

nbgrader's format is used, nbgrader itself is not: it runs whole notebooks (a minute each, in which one answer can
spoil the next), knows no limit of memory and no network to cut, trusts the process that runs the answers with the
verdict, and keeps a database.

The student's half of a check (``Check.answers``) runs in ``worker``, in a ``sandbox``; it sends what the functions
gave, as numbers only (``transport``). The other half (``Check.judge``) runs here: ``verdicts``.
"""
