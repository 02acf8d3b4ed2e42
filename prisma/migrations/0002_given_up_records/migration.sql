-- Numbers of records that could not be read or stored: lost, counted, and no longer waited for.
ALTER TABLE "RecordWatermark" ADD COLUMN "givenUp" int8multirange NOT NULL DEFAULT '{}'::int8multirange;
