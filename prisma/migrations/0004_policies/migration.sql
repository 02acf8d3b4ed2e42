-- CreateEnum
CREATE TYPE "PolicyAction" AS ENUM ('block', 'observe');

-- CreateEnum
CREATE TYPE "OnLimiterLoss" AS ENUM ('open', 'closed', 'local_slice');

-- CreateTable
CREATE TABLE "Policy" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "scope" JSONB NOT NULL,
    "limits" JSONB NOT NULL,
    "assumedOutputTokens" INTEGER NOT NULL DEFAULT 1024,
    "action" "PolicyAction" NOT NULL,
    "onLimiterLoss" "OnLimiterLoss" NOT NULL,
    "warnAtPercent" INTEGER[] DEFAULT ARRAY[50, 80, 100]::INTEGER[],
    "version" INTEGER NOT NULL DEFAULT 1,
    "archivedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Policy_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Policy_tenantId_name_key" ON "Policy"("tenantId", "name");

-- AddForeignKey
ALTER TABLE "Policy" ADD CONSTRAINT "Policy_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;
