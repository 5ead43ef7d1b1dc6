# demo and test need nothing but Debian, make and root or sudo; all that they bring goes to .odoo.
native = @docker/run.sh

.PHONY: help demo test style types layers test-native test-agent test-odoo test-e2e test-faults test-docker docker-images \
  test-own test-lab fuzz bench clean

help:
	@echo 'make demo         the whole system with simulated devices, in a browser; with ADDONS=FOLDER also'
	@echo '                  the addons there that have iot_handlers, and the devices that these simulate'
	@echo 'make test         every suite · style types layers test-native test-agent test-odoo test-e2e'
	@echo '                  test-faults: one of them; test-lab: the agent in an emulated guest, with devices'
	@echo '                  of a real kernel'
	@echo 'make test-own     with ADDONS=FOLDER: the tests of the drivers in addons of your own'
	@echo 'make test-docker  the end-to-end tests that containers can change, against docker/compose.yaml'
	@echo '                  docker-images: makes its images ahead'
	@echo 'make fuzz         every parser of what comes from outside, ten minutes each (make test: ten seconds)'
	@echo 'make bench        measurements, next to those of Odoo'"'"'s own box'
	@echo 'make clean        removes all that the others brought (.odoo)'

demo:
	$(native) demo $(if $(ADDONS),"$(ADDONS)")
test:
	$(native) test
style types layers:
	$(native) test $@
test-native test-odoo test-e2e:
	$(native) test $(@:test-%=%)
test-own:
	$(native) $@ "$(or $(ADDONS),$(error say where your addons are: make test-own ADDONS=FOLDER))"
test-agent:
	$(native) test agent codecs
test-faults:
	$(native) test faults delays
test-docker docker-images:
	$(native) $@
test-lab:
	$(native) test guest lab
fuzz:
	FUZZ_SECONDS=600 PYTEST_ADDOPTS='--numprocesses=2 --maxschedchunk=1' $(native) test fuzz
bench:
	$(native) bench
clean:
	$(native) clean
