-- CreateEnum
CREATE TYPE "WebhookDeliveryState" AS ENUM ('PENDING', 'DELIVERED', 'FAILED', 'CANCELLED');

-- CreateTable
CREATE TABLE "RecordGap" (
    "instance" TEXT NOT NULL,
    "suspected" int8multirange NOT NULL DEFAULT '{}'::int8multirange,
    "missing" int8multirange NOT NULL DEFAULT '{}'::int8multirange,
    "recordsTold" BIGINT NOT NULL DEFAULT 0,
    "recordsLost" BIGINT NOT NULL DEFAULT 0,
    "since" TIMESTAMPTZ(3),

    CONSTRAINT "RecordGap_pkey" PRIMARY KEY ("instance")
);

-- CreateTable
CREATE TABLE "RecordGapCheck" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "checkedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "RecordGapCheck_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "WebhookEndpoint" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "url" TEXT NOT NULL,
    "description" TEXT,
    "events" TEXT[],
    "active" BOOLEAN NOT NULL DEFAULT true,
    "ciphertext" BYTEA NOT NULL,
    "wrappedKey" BYTEA NOT NULL,
    "masterKeyId" TEXT NOT NULL,
    "previousCiphertext" BYTEA,
    "previousWrappedKey" BYTEA,
    "previousMasterKeyId" TEXT,
    "previousUntil" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "archivedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "WebhookEndpoint_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "WebhookEvent" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "payload" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "WebhookEvent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "WebhookDelivery" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "endpointId" UUID NOT NULL,
    "eventId" UUID NOT NULL,
    "state" "WebhookDeliveryState" NOT NULL DEFAULT 'PENDING',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextAttemptAt" TIMESTAMPTZ(3),
    "lastAttemptAt" TIMESTAMPTZ(3),
    "lastStatus" SMALLINT,
    "lastError" TEXT,
    "lastMs" INTEGER,
    "finishedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "WebhookDelivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "BudgetWarning" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "counterKey" TEXT NOT NULL,
    "period" TEXT NOT NULL,
    "periodStart" TIMESTAMPTZ(3) NOT NULL,
    "periodEnd" TIMESTAMPTZ(3) NOT NULL,
    "sharePercent" INTEGER NOT NULL,
    "limitNanoUsd" BIGINT NOT NULL,
    "spentNanoUsd" BIGINT NOT NULL,
    "policyId" UUID,
    "apiKeyId" UUID,
    "name" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "subject" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "BudgetWarning_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "WebhookEndpoint_tenantId_idx" ON "WebhookEndpoint"("tenantId");

-- CreateIndex
CREATE INDEX "WebhookEvent_tenantId_idx" ON "WebhookEvent"("tenantId");

-- CreateIndex
CREATE INDEX "WebhookDelivery_endpointId_id_idx" ON "WebhookDelivery"("endpointId", "id");

-- CreateIndex
CREATE INDEX "WebhookDelivery_finishedAt_idx" ON "WebhookDelivery"("finishedAt");

-- CreateIndex
CREATE UNIQUE INDEX "WebhookDelivery_eventId_endpointId_key" ON "WebhookDelivery"("eventId", "endpointId");

-- What is to be sent is looked for every few seconds. Prisma passes partial indexes over: it neither makes nor drops this one.
CREATE INDEX "WebhookDelivery_pending_idx" ON "WebhookDelivery"("endpointId", "nextAttemptAt") WHERE "state" = 'PENDING';

-- CreateIndex
CREATE INDEX "BudgetWarning_tenantId_id_idx" ON "BudgetWarning"("tenantId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "BudgetWarning_tenantId_counterKey_period_periodStart_shareP_key" ON "BudgetWarning"("tenantId", "counterKey", "period", "periodStart", "sharePercent", "limitNanoUsd");

-- AddForeignKey
ALTER TABLE "WebhookEndpoint" ADD CONSTRAINT "WebhookEndpoint_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "WebhookEvent" ADD CONSTRAINT "WebhookEvent_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "WebhookDelivery" ADD CONSTRAINT "WebhookDelivery_endpointId_fkey" FOREIGN KEY ("endpointId") REFERENCES "WebhookEndpoint"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "WebhookDelivery" ADD CONSTRAINT "WebhookDelivery_eventId_fkey" FOREIGN KEY ("eventId") REFERENCES "WebhookEvent"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BudgetWarning" ADD CONSTRAINT "BudgetWarning_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- How many numbers there are in these ranges.
CREATE FUNCTION "count_numbers"("numbers" int8multirange) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
    SELECT COALESCE(sum(upper("range") - lower("range")), 0)::bigint FROM unnest("numbers") AS "range"
$$;

-- Of which gateway processes' records something is missing. What arrived since the last check is no gap any more.
CREATE FUNCTION "record_gaps"() RETURNS TABLE (
    "instance" text,
    "missing_numbers" int8multirange,
    "missing" bigint,
    "given_up_numbers" int8multirange,
    "givenUp" bigint,
    "lost" bigint,
    "since" timestamptz
) LANGUAGE sql STABLE AS $$
    SELECT "known"."instance", "known"."missing", "count_numbers"("known"."missing"), "known"."givenUp",
        "count_numbers"("known"."givenUp"), "known"."recordsLost", "known"."since"
    FROM (
        SELECT "instance",
            COALESCE("gap"."missing" - "mark"."committed" - "mark"."givenUp", "gap"."missing", '{}') AS "missing",
            COALESCE("mark"."givenUp", '{}') AS "givenUp",
            COALESCE("gap"."recordsLost", 0) AS "recordsLost",
            "gap"."since"
        FROM "RecordWatermark" AS "mark" FULL JOIN "RecordGap" AS "gap" USING ("instance")
    ) AS "known"
    WHERE "known"."missing" <> '{}' OR "known"."givenUp" <> '{}' OR "known"."recordsLost" > 0
$$;
