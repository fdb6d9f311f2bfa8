# The first Python that runs and fits; if none fits, tools/bootstrap.py says what to do.
ifndef PYTHON
FITS := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON := $(shell for python in python3 python3.13 python3.12 python3.11 python; do \
	$$python -c '$(FITS)' 2>/dev/null && echo $$python && exit; done; echo python3)
endif
RUN := @$(PYTHON) tools/bootstrap.py

.DEFAULT_GOAL := help
.PHONY: help lab test lint lessons handouts grade data reproduce bench

help:  ## list these commands
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile
	@echo 'Set-up comes first by itself. Variables: ARGS (passed on), PYTHON (3.11 to 3.13), LESSON, WHO, SUBMISSIONS.'

lab:  ## open JupyterLab on the lessons (ARGS=--no-browser; WHO=student for the lessons without solutions, in student/)
	$(RUN) $(if $(filter student,$(WHO)),python -m tools.handouts --lab,lab) $(ARGS)

test:  ## run every test and every lesson (ARGS="-n 0 tests/test_nn.py")
	$(RUN) test $(ARGS)

lint:  ## check the style of code and lessons, and the types of helpers
	$(RUN) python -m ruff check $(ARGS)
	$(RUN) python -m ruff format --check
	$(RUN) python -m mypy

lessons:  ## run the lessons and write their outputs into them (LESSON=03_training_loops for one)
	$(RUN) python -m tools.run_lessons $(LESSON) $(ARGS)

handouts:  ## make the student, solution and instructor versions as notebook, page and PDF, in dist/handouts/
	$(RUN) python -m tools.handouts $(ARGS)

grade:  ## grade the notebooks in a folder (SUBMISSIONS=folder), into dist/grades/
	$(RUN) python -m tools.grading $(or $(SUBMISSIONS),$(error name the folder with the notebooks: make grade SUBMISSIONS=folder)) $(ARGS)

data:  ## fetch the real data of the lessons (ARGS=mnist for one set, ARGS=all for every one)
	$(RUN) python -m helpers.data fetch $(or $(ARGS),mnist nist36 fashion_mnist pages cifar10 olivetti squeezenet1_1 emnist)

reproduce:  ## measure the numbers of README's tables again, on the real data
	$(RUN) python -m tools.reproduce $(ARGS)

bench:  ## measure how fast the code is, on a quiet machine (ARGS="nn --examples 6000")
	$(RUN) python -m tools.bench $(ARGS)
