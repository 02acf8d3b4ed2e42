-- Expand only: what an older control plane writes and reads stays as it was.

-- CreateTable
CREATE TABLE "PriceOverride" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "provider" TEXT,
    "model" TEXT NOT NULL,
    "inputPerMillionUsd" DECIMAL(13,6),
    "outputPerMillionUsd" DECIMAL(13,6),
    "cacheReadPerMillionUsd" DECIMAL(13,6),
    "cacheWritePerMillionUsd" DECIMAL(13,6),
    "tierMultipliers" JSONB NOT NULL DEFAULT '{}',
    "version" INTEGER NOT NULL DEFAULT 1,
    "archivedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "PriceOverride_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "PriceOverride_tenantId_idx" ON "PriceOverride"("tenantId");

-- One price in use for a model of a provider, or of all providers together. By hand: Prisma knows no such index.
CREATE UNIQUE INDEX "PriceOverride_in_use_key" ON "PriceOverride"("tenantId", COALESCE("provider", ''), "model") WHERE "archivedAt" IS NULL;

-- AddForeignKey
ALTER TABLE "PriceOverride" ADD CONSTRAINT "PriceOverride_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AlterTable
ALTER TABLE "ApiKey" ADD COLUMN     "description" TEXT,
ADD COLUMN     "lastUsedAt" TIMESTAMPTZ(3),
ADD COLUMN     "previousSha256" BYTEA,
ADD COLUMN     "previousUntil" TIMESTAMPTZ(3),
ADD COLUMN     "tags" JSONB NOT NULL DEFAULT '{}';

-- AlterTable
ALTER TABLE "Tenant" ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 1;
