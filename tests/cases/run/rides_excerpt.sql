-- The first rides of Arroyo's smoke test input cars.json (MIT/Apache-2.0).
CREATE TABLE cars (timestamp TIMESTAMP, driver_id BIGINT, event_type TEXT, location TEXT, WATERMARK FOR timestamp) WITH (connector = 'case');
CREATE TABLE out WITH (connector = 'case', type = 'sink');
INSERT INTO out SELECT timestamp AS at, driver_id, upper(location) AS place, row_time() AS time FROM cars WHERE event_type = 'pickup' AND driver_id % 2 = 0;
---- input cars
{"timestamp": "2023-09-18T14:23:10Z", "driver_id": 155, "event_type": "pickup", "location": "Yerba Buena"}
{"timestamp": "2023-09-18T14:23:11Z", "driver_id": 163, "event_type": "pickup", "location": "Portola"}
{"timestamp": "2023-09-18T14:23:27Z", "driver_id": 184, "event_type": "pickup", "location": "FiDi"}
{"timestamp": "2023-09-18T14:23:28Z", "driver_id": 122, "event_type": "pickup", "location": "Bayview"}
{"timestamp": "2023-09-18T14:23:43Z", "driver_id": 158, "event_type": "pickup", "location": "Richmond"}
{"timestamp": "2023-09-18T14:23:45Z", "driver_id": 156, "event_type": "pickup", "location": "Civic Center"}
---- output out
{"at":"2023-09-18T14:23:27","driver_id":184,"place":"FIDI","time":"2023-09-18T14:23:27"}
{"at":"2023-09-18T14:23:28","driver_id":122,"place":"BAYVIEW","time":"2023-09-18T14:23:28"}
{"at":"2023-09-18T14:23:43","driver_id":158,"place":"RICHMOND","time":"2023-09-18T14:23:43"}
{"at":"2023-09-18T14:23:45","driver_id":156,"place":"CIVIC CENTER","time":"2023-09-18T14:23:45"}
