-- CreateTable
CREATE TABLE "SavedView" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "projectId" UUID,
    "ownerId" UUID,
    "name" TEXT NOT NULL,
    "shared" BOOLEAN NOT NULL DEFAULT false,
    "view" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "SavedView_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "SavedView_tenantId_ownerId_name_key" ON "SavedView"("tenantId", "ownerId", "name");

-- CreateIndex
CREATE INDEX "SavedView_projectId_idx" ON "SavedView"("projectId");

-- CreateIndex
CREATE INDEX "SavedView_ownerId_idx" ON "SavedView"("ownerId");

-- AddForeignKey
ALTER TABLE "SavedView" ADD CONSTRAINT "SavedView_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SavedView" ADD CONSTRAINT "SavedView_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SavedView" ADD CONSTRAINT "SavedView_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- The records of a whole tenant by time, as those of a project. Recorders of an older build wait while it is made.
CREATE INDEX "RequestLog_tenantId_ts_idx" ON "RequestLog"("tenantId", "ts");

-- The top spenders of a policy on each key or end user. Without the amount, by which Postgres sorts what it finds: it changes
-- with every request, and an index on it would have to. Prisma passes indexes on expressions over.
CREATE INDEX "BudgetSpend_policy_idx" ON "BudgetSpend"("tenantId", left("counterKey", 36), "periodStart");

-- What one end user or one trace did, which is looked for again and again and is rare among all: without these a search reads
-- the whole log. Prisma passes partial indexes over.
CREATE INDEX "RequestLog_endUser_idx" ON "RequestLog"("endUser", "ts") WHERE "endUser" IS NOT NULL;
CREATE INDEX "RequestLog_traceId_idx" ON "RequestLog"("traceId") WHERE "traceId" IS NOT NULL;
