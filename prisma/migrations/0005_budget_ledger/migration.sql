-- CreateTable
CREATE TABLE "BudgetSpend" (
    "tenantId" UUID NOT NULL,
    "counterKey" TEXT NOT NULL,
    "period" TEXT NOT NULL,
    "periodStart" TIMESTAMPTZ(3) NOT NULL,
    "periodEnd" TIMESTAMPTZ(3) NOT NULL,
    "nanoUsd" BIGINT NOT NULL,

    CONSTRAINT "BudgetSpend_pkey" PRIMARY KEY ("tenantId","counterKey","periodStart")
);

-- CreateTable
CREATE TABLE "LedgerEpoch" (
    "tenantId" UUID NOT NULL,
    "epoch" TEXT NOT NULL,
    "rebuiltAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "LedgerEpoch_pkey" PRIMARY KEY ("tenantId")
);

-- CreateTable
CREATE TABLE "LedgerSettlement" (
    "recordId" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "epoch" TEXT NOT NULL,
    "charges" JSONB NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "firstAttemptAt" TIMESTAMPTZ(3),
    "nextAttemptAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "LedgerSettlement_pkey" PRIMARY KEY ("recordId")
);

-- CreateTable
CREATE TABLE "BudgetCheck" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "differences" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "BudgetCheck_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "BudgetSpend_tenantId_periodEnd_idx" ON "BudgetSpend"("tenantId", "periodEnd");

-- CreateIndex
CREATE INDEX "LedgerSettlement_nextAttemptAt_idx" ON "LedgerSettlement"("nextAttemptAt");

-- CreateIndex
CREATE INDEX "LedgerSettlement_tenantId_idx" ON "LedgerSettlement"("tenantId");

-- Rows of BudgetSpend are added to all the time: room in their pages keeps that from touching the indexes.
ALTER TABLE "BudgetSpend" SET (fillfactor = 70);
