-- A copy of the database must neither print in the shop nor speak with the boxes of the original.
DELETE FROM ir_config_parameter WHERE key = 'iot.seed';
DELETE FROM iot_pairing;
UPDATE iot_box
   SET active = false,
       connected = false,
       link = NULL,
       reference = NULL,
       public_key = NULL,
       exchange_key = NULL,
       addresses = NULL,
       restart_until = NULL,
       drivers_until = NULL;
UPDATE iot_device
   SET active = false,
       health = 'lost',
       watched_until = NULL;
UPDATE iot_job
   SET state = 'cancelled',
       code = 'cancelled'
 WHERE state = 'queued';
