-- Made by Prisma's diff; by hand: the tables' fill factors, and the functions at the end.

-- CreateEnum
CREATE TYPE "UsageLabelKind" AS ENUM ('END_USER', 'TAG');

-- CreateEnum
CREATE TYPE "ErasureState" AS ENUM ('QUEUED', 'RUNNING', 'DONE');

-- AlterTable
ALTER TABLE "Tenant" ADD COLUMN     "logRetentionDays" INTEGER;

-- CreateTable
CREATE TABLE "UsageHourly" (
    "tenantId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "projectId" UUID NOT NULL,
    "apiKeyId" UUID NOT NULL,
    "provider" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "routeName" TEXT NOT NULL,
    "outcome" "RequestOutcome" NOT NULL,
    "errorCode" TEXT NOT NULL,
    "requests" BIGINT NOT NULL,
    "cacheHits" BIGINT NOT NULL,
    "unpriced" BIGINT NOT NULL,
    "inputTokens" BIGINT NOT NULL,
    "outputTokens" BIGINT NOT NULL,
    "cacheReadTokens" BIGINT NOT NULL,
    "cacheWriteTokens" BIGINT NOT NULL,
    "reasoningTokens" BIGINT NOT NULL,
    "costNanoUsd" BIGINT NOT NULL,
    "totalMs" BIGINT[],
    "ttftMs" BIGINT[],
    "overheadMs" BIGINT[],

    CONSTRAINT "UsageHourly_pkey" PRIMARY KEY ("tenantId","at","projectId","apiKeyId","provider","model","routeName","outcome","errorCode")
);

-- CreateTable
CREATE TABLE "UsageDaily" (
    "tenantId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "projectId" UUID NOT NULL,
    "apiKeyId" UUID NOT NULL,
    "provider" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "routeName" TEXT NOT NULL,
    "outcome" "RequestOutcome" NOT NULL,
    "errorCode" TEXT NOT NULL,
    "requests" BIGINT NOT NULL,
    "cacheHits" BIGINT NOT NULL,
    "unpriced" BIGINT NOT NULL,
    "inputTokens" BIGINT NOT NULL,
    "outputTokens" BIGINT NOT NULL,
    "cacheReadTokens" BIGINT NOT NULL,
    "cacheWriteTokens" BIGINT NOT NULL,
    "reasoningTokens" BIGINT NOT NULL,
    "costNanoUsd" BIGINT NOT NULL,
    "totalMs" BIGINT[],
    "ttftMs" BIGINT[],
    "overheadMs" BIGINT[],

    CONSTRAINT "UsageDaily_pkey" PRIMARY KEY ("tenantId","at","projectId","apiKeyId","provider","model","routeName","outcome","errorCode")
);

-- CreateTable
CREATE TABLE "UsageLabelDaily" (
    "tenantId" UUID NOT NULL,
    "kind" "UsageLabelKind" NOT NULL,
    "name" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "projectId" UUID NOT NULL,
    "value" TEXT NOT NULL,
    "requests" BIGINT NOT NULL,
    "errors" BIGINT NOT NULL,
    "cacheHits" BIGINT NOT NULL,
    "unpriced" BIGINT NOT NULL,
    "inputTokens" BIGINT NOT NULL,
    "outputTokens" BIGINT NOT NULL,
    "cacheReadTokens" BIGINT NOT NULL,
    "cacheWriteTokens" BIGINT NOT NULL,
    "reasoningTokens" BIGINT NOT NULL,
    "costNanoUsd" BIGINT NOT NULL,

    CONSTRAINT "UsageLabelDaily_pkey" PRIMARY KEY ("tenantId","kind","name","at","projectId","value")
);

-- CreateTable
CREATE TABLE "EndUserErasure" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "projectId" UUID,
    "endUser" TEXT,
    "endUserHash" VARCHAR(64) NOT NULL,
    "state" "ErasureState" NOT NULL DEFAULT 'QUEUED',
    "requestedAt" TIMESTAMPTZ(3) NOT NULL,
    "startedAt" TIMESTAMPTZ(3),
    "completedAt" TIMESTAMPTZ(3),
    "erasedFrom" TIMESTAMPTZ(3),
    "erasedUntil" TIMESTAMPTZ(3),
    "recordsErased" BIGINT NOT NULL DEFAULT 0,
    "bodiesErased" BIGINT NOT NULL DEFAULT 0,
    "usageRowsErased" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "EndUserErasure_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "UsageHourly_at_idx" ON "UsageHourly"("at");

-- CreateIndex
CREATE INDEX "UsageDaily_at_idx" ON "UsageDaily"("at");

-- CreateIndex
CREATE INDEX "EndUserErasure_tenantId_requestedAt_idx" ON "EndUserErasure"("tenantId", "requestedAt");

-- AddForeignKey
ALTER TABLE "EndUserErasure" ADD CONSTRAINT "EndUserErasure_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The rows of the present hour and day are updated by every batch: room on their pages spares the indexes that.
ALTER TABLE "UsageHourly" SET (fillfactor = 50);
ALTER TABLE "UsageDaily" SET (fillfactor = 50);
ALTER TABLE "UsageLabelDaily" SET (fillfactor = 70);

-- Adds histograms bucket by bucket. A bucket's number is the array's subscript: `[70:72]={4,0,1}`.
CREATE FUNCTION "add_histogram"("held" bigint[], "added" bigint[]) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    total bigint[] := "held";
BEGIN
    IF "added" = '{}' THEN
        RETURN "held";
    ELSIF "held" = '{}' THEN
        RETURN "added";
    END IF;
    FOR bucket IN array_lower("added", 1) .. array_upper("added", 1) LOOP
        -- Past its ends the array grows; the buckets in between are null, which is none.
        IF "added"[bucket] > 0 THEN
            total[bucket] := COALESCE(total[bucket], 0) + "added"[bucket];
        END IF;
    END LOOP;
    RETURN total;
END
$$;

-- The erasures that records as old as `earliest` of these tenants may fall under. Holds off new erasures until the caller's
-- transaction ends: an erasure that begins to erase waits for whoever did not see it, and finds what they stored.
CREATE FUNCTION "erasures_since"("tenants" uuid[], "earliest" timestamptz)
RETURNS TABLE ("id" uuid, "tenantId" uuid, "projectId" uuid, "endUserHash" text, "requestedAt" timestamptz)
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtext('perpetuo_erasures'));
    -- A statement of its own sees what was committed while the lock was waited for.
    RETURN QUERY
        SELECT erasure."id", erasure."tenantId", erasure."projectId", erasure."endUserHash"::text, erasure."requestedAt"
        FROM "EndUserErasure" AS erasure
        WHERE erasure."tenantId" = ANY ("tenants") AND erasure."requestedAt" >= "earliest";
END
$$;
