-- AlterTable
ALTER TABLE "Project" ADD COLUMN     "capture" JSONB;

-- AlterTable
ALTER TABLE "RequestLog" ADD COLUMN     "bodies" TEXT;

-- CreateTable
CREATE TABLE "RequestBody" (
    "requestId" UUID NOT NULL,
    "ts" TIMESTAMPTZ(3) NOT NULL,
    "tenantId" UUID NOT NULL,
    "projectId" UUID NOT NULL,
    "ciphertext" BYTEA NOT NULL,
    "wrappedKey" BYTEA NOT NULL,
    "masterKeyId" TEXT NOT NULL,

    CONSTRAINT "RequestBody_pkey" PRIMARY KEY ("requestId")
);

-- CreateTable
CREATE TABLE "BodyLoss" (
    "tenantId" UUID NOT NULL,
    "instance" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "count" BIGINT NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "BodyLoss_pkey" PRIMARY KEY ("tenantId","instance","reason")
);

-- CreateIndex
CREATE INDEX "RequestBody_projectId_ts_idx" ON "RequestBody"("projectId", "ts");

-- AddForeignKey
ALTER TABLE "RequestBody" ADD CONSTRAINT "RequestBody_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What is encrypted cannot be compressed: trying would cost time for nothing.
ALTER TABLE "RequestBody" ALTER COLUMN "ciphertext" SET STORAGE EXTERNAL;
