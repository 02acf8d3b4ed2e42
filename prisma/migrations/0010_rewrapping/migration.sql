-- CreateEnum
CREATE TYPE "RewrappingState" AS ENUM ('RUNNING', 'DONE');

-- CreateTable
CREATE TABLE "Rewrapping" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "masterKeyId" TEXT NOT NULL,
    "state" "RewrappingState" NOT NULL,
    "total" BIGINT NOT NULL,
    "done" BIGINT NOT NULL DEFAULT 0,
    "failed" BIGINT NOT NULL DEFAULT 0,
    "requestedAt" TIMESTAMPTZ(3) NOT NULL,
    "completedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Rewrapping_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "Rewrapping_id_check" CHECK ("id" = 1)
);

-- Replays are few: only they are in it. Prisma passes partial indexes over: it neither makes nor drops this one.
CREATE INDEX "RequestLog_replayOf_idx" ON "RequestLog"("replayOf") WHERE "replayOf" IS NOT NULL;
